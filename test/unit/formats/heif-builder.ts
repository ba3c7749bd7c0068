/** Builds HEIF containers byte by byte, around whatever stands for the pictures' data. */

export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

export function u(bytes: 1 | 2 | 4, ...values: readonly number[]): Buffer {
  const out = Buffer.alloc(bytes * values.length);
  values.forEach((value, i) => out.writeUIntBE(value, i * bytes, bytes));
  return out;
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

export interface ItemPlan {
  readonly id: number;
  readonly type: string;
  readonly mime?: string;
  readonly hidden?: boolean;
  /** Its properties, as finished boxes. */
  readonly properties?: readonly Buffer[];
  readonly data?: Uint8Array;
  /** Moves the end of its data, to tell a lie. */
  readonly lie?: number;
}

export interface HeifPlan {
  readonly items: readonly ItemPlan[];
  readonly primary: number;
  readonly references?: readonly (readonly [type: string, from: number, ...to: number[]])[];
  readonly brand?: string;
}

export const ispe = (width: number, height: number): Buffer => box('ispe', u(4, 0, width, height));
export const irot = (quarters: number): Buffer => box('irot', u(1, quarters));
export const profile = (icc: Uint8Array): Buffer => box('colr', text('prof'), icc);
export const nclx = (primaries: number, transfer: number): Buffer =>
  box('colr', text('nclx'), u(2, primaries, transfer, 6), u(1, 0x80));
export const clap = (width: number, height: number): Buffer => box('clap', u(4, width, 1, height, 1, 0, 1, 0, 1));
/** A decoder configuration that says no more than that lengths take four bytes. */
export const hvcC = (): Buffer => box('hvcC', Buffer.alloc(21), u(1, 3, 0));
/** One unit behind its length, filled with `fill`. */
export function unit(length: number, fill = 0x55): Buffer {
  return Buffer.concat([u(4, length), Buffer.alloc(length, fill)]);
}

/** A whole file: `ftyp`, `meta`, `mdat`. */
export function heif(plan: HeifPlan): Buffer {
  const ftyp = box('ftyp', text(plan.brand ?? 'heic'), u(4, 0), text('mif1heic'));
  // Its length does not depend on the places in it.
  const before = ftyp.length + meta(plan, 0).length + 8;
  return Buffer.concat([
    ftyp,
    meta(plan, before),
    box('mdat', ...plan.items.map((item) => item.data ?? Buffer.alloc(0))),
  ]);
}

/** The `meta` box, for data that begin at `at` and follow each other. */
export function meta(plan: HeifPlan, at: number): Buffer {
  const full = (type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer =>
    box(type, u(4, version * 0x1000000 + flags), ...content);
  const all: Buffer[] = [];
  const associations = plan.items.map(({ id, properties = [] }) => {
    const indices = properties.map((property) => all.push(property));
    return Buffer.concat([u(2, id), u(1, indices.length), u(1, ...indices)]);
  });
  let place = at;
  const locations = plan.items.map(({ id, data, lie = 0 }) => {
    const length = data?.length ?? 0;
    const entry = Buffer.concat([u(2, id, 0, length > 0 ? 1 : 0), length > 0 ? u(4, place, length + lie) : u(1)]);
    place += length;
    return entry;
  });
  return full(
    'meta',
    0,
    0,
    full('hdlr', 0, 0, u(4, 0), text('pict'), Buffer.alloc(13)),
    full('pitm', 0, 0, u(2, plan.primary)),
    full(
      'iinf',
      0,
      0,
      u(2, plan.items.length),
      ...plan.items.map(({ id, type, mime, hidden }) =>
        full('infe', 2, hidden ? 1 : 0, u(2, id, 0), text(type), text(`\0${mime === undefined ? '' : `${mime}\0`}`)),
      ),
    ),
    full(
      'iref',
      0,
      0,
      ...(plan.references ?? []).map(([type, from, ...to]) => box(type, u(2, from, to.length, ...to))),
    ),
    box('iprp', box('ipco', ...all), full('ipma', 0, 0, u(4, associations.length), ...associations)),
    full('iloc', 0, 0, u(2, 0x4400, plan.items.length), ...locations),
  );
}
