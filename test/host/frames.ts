import type { CdpSession } from './cdp.ts';
import { fromChromium } from './address.ts';
import { state } from './state.ts';

interface FrameInfo {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
}

/** Electron's `WebFrameMain`, one object per frame, so that comparing by identity works. */
export class Frame {
  readonly frameToken: string;
  readonly parent: Frame | null;
  url = '';
  detached = false;

  constructor(id: string, parent: Frame | null) {
    this.frameToken = id;
    this.parent = parent;
  }

  get top(): Frame {
    return this.parent?.top ?? this;
  }

  get origin(): string {
    const { protocol, host } = new URL(this.url || 'about:blank');
    return host ? `${protocol}//${host}` : 'null';
  }

  isDestroyed(): boolean {
    return this.detached;
  }
}

/** Follows the frames of one page and the isolated world in each of them. */
export class FrameTree {
  readonly #frames = new Map<string, Frame>();
  /** Execution context -> frame, for the preload's world only. */
  readonly #contexts = new Map<number, string>();
  #mainId = '';

  async follow(cdp: CdpSession, world: string): Promise<void> {
    cdp.on('Page.frameNavigated', ({ frame }) => this.#update(frame as FrameInfo));
    cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) =>
      this.#update({ id: frameId as string, parentId: parentFrameId as string, url: '' }),
    );
    cdp.on('Page.frameDetached', ({ frameId }) => {
      const frame = this.#frames.get(frameId as string);
      if (frame) frame.detached = true;
      this.#frames.delete(frameId as string);
    });
    cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this.#frames.get(frameId as string);
      if (frame) frame.url = fromChromium(url as string, state.schemes);
    });
    cdp.on('Runtime.executionContextsCleared', () => this.#contexts.clear());
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      this.#contexts.delete(executionContextId as number),
    );
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { id, name, auxData } = context as { id: number; name: string; auxData: { frameId: string } };
      if (name === world) this.#contexts.set(id, auxData.frameId);
    });
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const { frame } = frameTree as { frame: FrameInfo };
    this.#mainId = frame.id;
    this.#update(frame);
  }

  get main(): Frame {
    const main = this.#frames.get(this.#mainId);
    if (!main) throw new Error('the page has no frame yet');
    return main;
  }

  isMain(frameId: string): boolean {
    return frameId === this.#mainId;
  }

  ofContext(context: number): Frame | undefined {
    return this.#frames.get(this.#contexts.get(context) ?? '');
  }

  /** The main frame's isolated world, where the preload listens. */
  mainContext(): number | undefined {
    for (const [context, frame] of this.#contexts) if (frame === this.#mainId) return context;
    return undefined;
  }

  #update(info: FrameInfo): void {
    const parent = info.parentId === undefined ? null : (this.#frames.get(info.parentId) ?? null);
    const frame = this.#frames.get(info.id) ?? new Frame(info.id, parent);
    frame.url = fromChromium(info.url, state.schemes);
    this.#frames.set(info.id, frame);
  }
}
