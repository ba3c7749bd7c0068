import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readXmp, itemsOf, partsOf, textOf, xmpName } from '../../../electron/formats/xmp/xmp-fields.ts';
import type { XmpParts } from '../../../electron/formats/xmp/xmp-fields.ts';
import { xmpFacts } from '../../../electron/metadata/facts/xmp-facts.ts';
import { extensionGuid, joinedXmp, splitXmp } from '../../../electron/metadata/write/xmp-extension.ts';
import { xmpLayout } from '../../../electron/formats/xmp/xmp-layout.ts';
import {
  EMPTY_PACKET,
  hasHistory,
  withCreatorTool,
  withHistory,
  withMarks,
} from '../../../electron/metadata/write/xmp-write.ts';

const entry = { software: 'Afterglow 1.2.3', when: '2026-03-04T05:06:07Z' };
const MM = 'http://ns.adobe.com/xap/1.0/mm/';
const EVENT = 'http://ns.adobe.com/xap/1.0/sType/ResourceEvent#';
const XMP = 'http://ns.adobe.com/xap/1.0/';
const DM = 'http://ns.adobe.com/xmp/1.0/DynamicMedia/';
const read = (packet: string): XmpParts => readXmp(Buffer.from(packet));
const historyOf = (packet: string): (string | undefined)[][] =>
  itemsOf(read(packet).get(xmpName(MM, 'History'))).map((item) =>
    ['action', 'softwareAgent', 'when'].map((name) => textOf(partsOf(item).get(xmpName(EVENT, name)))),
  );
const text = (packet: string, namespace: string, name: string): string | undefined =>
  textOf(read(packet).get(xmpName(namespace, name)));

const packet = (attributes: string, inner: string): string => `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<r:Description r:about="uuid:1" xmlns:mm="${MM}" xmlns:e="${EVENT}" xmlns:xmp="${XMP}" ${attributes}>${inner}</r:Description>
</r:RDF></x:xmpmeta>${' '.repeat(200)}<?xpacket end="w"?>`;
const OLD =
  '<mm:History><r:Seq><r:li e:action="saved" e:softwareAgent="Adobe &gt; 1" e:when="2020-01-01"/></r:Seq></mm:History>';
const INGREDIENT = `<mm:Pantry><r:Bag><r:li><r:Description>${OLD}</r:Description></r:li></r:Bag></mm:Pantry>`;
const added = ['edited', 'Afterglow 1.2.3', '2026-03-04T05:06:07Z'];

describe('withHistory', () => {
  it('goes on where a history is, and changes nothing else', () => {
    const before = packet('xmp:Label="Red"', `${INGREDIENT}${OLD}`);
    const after = withHistory(before, entry)!;
    expect(historyOf(after)).toEqual([['saved', 'Adobe > 1', '2020-01-01'], added]);
    const item = /<r:li r:parseType.*?<\/r:li>/.exec(after)![0];
    expect(after.replace(item, '')).toBe(before);
    expect(after.indexOf(item)).toBeGreaterThan(after.indexOf('</mm:Pantry>'));
  });

  it.each([
    ['an empty list', '<mm:History><r:Seq/></mm:History>', 1],
    ['a list without entries', '<mm:History><r:Seq></r:Seq></mm:History>', 1],
    ['no history', '', 2],
    ['only the history of an ingredient', INGREDIENT, 2],
  ])('begins one where there is %s', (_what, inner, descriptions) => {
    const after = withHistory(packet('', inner), entry)!;
    expect(historyOf(after)).toEqual([added]);
    expect(xmpLayout(after)?.descriptions).toHaveLength(descriptions);
  });

  it('speaks of the same picture as the rest of the packet', () => {
    const after = withHistory(packet('', ''), entry)!;
    expect([...after.matchAll(/about="([^"]*)"/g)].map(([, about]) => about)).toEqual(['uuid:1', 'uuid:1']);
  });

  it.each([
    ['no RDF', '<x xmlns:exif="http://ns.adobe.com/exif/1.0/"/>'],
    ['nothing', ''],
    ['noise', 'noise'],
    ['a tag that is not closed', packet('', '<mm:History>')],
    ['a history that is no list', packet('', '<mm:History><r:Bag/></mm:History>')],
    [
      'two RDFs',
      packet('', '').replace(
        '</r:RDF>',
        '</r:RDF><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></r:RDF>',
      ),
    ],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${packet('', '')}`],
  ])('leaves alone what it does not understand: %s', (_what, odd) => {
    expect(withHistory(odd, entry)).toBeUndefined();
  });

  it('writes a name with any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), (software) => {
        const after = withHistory(EMPTY_PACKET, { ...entry, software })!;
        expect(historyOf(after)[0]?.[1]).toBe(software.trim());
      }),
    );
  });
});

describe('withCreatorTool', () => {
  it('names the program only where no other is named', () => {
    expect(text(withCreatorTool(EMPTY_PACKET, 'Afterglow 1')!, XMP, 'CreatorTool')).toBe('Afterglow 1');
    const lightroom = packet('xmp:CreatorTool="Lightroom"', '');
    expect(withCreatorTool(lightroom, 'Afterglow 1')).toBe(lightroom);
  });
});

describe('withMarks', () => {
  const rated = packet('xmp:Rating="2"', `<d:pick xmlns:d="${DM}">-1</d:pick><d:good xmlns:d="${DM}">False</d:good>`);

  it.each([
    [{ rating: 4, flag: 'pick' }, '4', '1', 'True'],
    [{ rating: 3, flag: 'reject' }, '-1', '-1', 'False'],
    [{ rating: 0, flag: 'none' }, '0', '0', undefined],
    [{ rating: 5, flag: 'none' }, '5', '0', undefined],
  ] as const)('replaces what is there: %j', (marks, rating, pick, good) => {
    const after = withMarks(rated, marks)!;
    expect([text(after, XMP, 'Rating'), text(after, DM, 'pick'), text(after, DM, 'good')]).toEqual([
      rating,
      pick,
      good,
    ]);
    expect(after.match(/Rating/g)).toHaveLength(1);
  });

  it.each([
    [
      { rating: 4, flag: 'pick' },
      { rating: 4, pick: 'picked' },
    ],
    [{ rating: 2, flag: 'none' }, { rating: 2 }],
    [
      { rating: 0, flag: 'reject' },
      { rating: 0, pick: 'rejected' },
    ],
  ] as const)('is read back as it was meant: %j', (marks, judgement) => {
    expect(xmpFacts(read(withMarks(EMPTY_PACKET, marks)!), 1)).toEqual(judgement);
  });

  it('adds nothing where there is nothing to say', () => {
    expect(withMarks(EMPTY_PACKET, { rating: 0, flag: 'none' })).toBe(EMPTY_PACKET);
  });
});

describe('splitXmp and joinedXmp', () => {
  const long = packet(
    `xmp:Label="${'L'.repeat(30_000)}"`,
    `<xmp:Nickname>${'é'.repeat(20_000)}</xmp:Nickname>${OLD}<xmp:BaseURL>b</xmp:BaseURL>`,
  );
  const limit = 20_000;

  it('moves the largest properties, whatever their form, and nothing is lost', () => {
    const { packet: main, extension } = splitXmp(long, limit)!;
    expect(Buffer.byteLength(main)).toBeLessThanOrEqual(limit);
    expect(text(main, 'http://ns.adobe.com/xmp/note/', 'HasExtendedXMP')).toBe(extensionGuid(extension!));
    const more = Buffer.from(extension!).toString();
    expect(xmpLayout(more)).toBeDefined();
    const properties = new Map([...read(main), ...read(more)]);
    properties.delete(xmpName('http://ns.adobe.com/xmp/note/', 'HasExtendedXMP'));
    expect(properties).toEqual(new Map(read(long)));
    expect(hasHistory(main)).toBe(true);

    const whole = joinedXmp(main, more)!;
    expect(new Map(read(whole))).toEqual(new Map(read(long)));
    expect(whole).not.toContain('HasExtendedXMP');
  });

  it('gives up padding first', () => {
    const padded = packet('', OLD).replace(' '.repeat(200), ' '.repeat(30_000));
    const { packet: main, extension } = splitXmp(padded, limit)!;
    expect(extension).toBeUndefined();
    expect(new Map(read(main))).toEqual(new Map(read(padded)));
  });

  it('says when it cannot be done', () => {
    expect(splitXmp('x'.repeat(limit + 1), limit)).toBeUndefined();
    expect(joinedXmp(packet('', ''), 'noise')).toBeUndefined();
  });
});
