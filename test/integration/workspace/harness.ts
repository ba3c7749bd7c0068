import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import type {
  BatchRequest,
  FolderView,
  PhotoPatch,
  PhotoView,
  Preferences,
  PushChannel,
  PushChannels,
  QueueView,
} from '../../../electron/contract/index.ts';
import { DEMO_KEY, type DemoOptions, type DemoService } from '../../../electron/demo/index.ts';
import { Engine, forkImaging, type EngineOptions } from '../../../electron/engine/index.ts';
import { openWorkspace, type Workspace } from '../../../electron/workspace/index.ts';
import { Studio, demoWorker, imagingEntry } from '../cli/harness.ts';

/** What a person who never opened the settings has. */
const CHOICES: Preferences = {
  language: 'system',
  surround: 'dark',
  keepAwake: true,
  notify: true,
  concurrency: undefined,
  defaultLevel: 0.5,
  openWhenDone: false,
  resultsGigabytes: 30,
  lastExport: undefined,
  presets: [],
  welcomed: true,
};

/** The window's end of the app: what was pushed to it, and what it knows from that. */
export class Window {
  readonly pushed: { channel: PushChannel; payload: unknown }[] = [];
  readonly #photos = new Map<string, PhotoView>();
  readonly #looks = new Set<() => void>();
  #waiting: { channel: PushChannel; fits: (payload: never) => boolean; resolve: (payload: never) => void }[] = [];

  readonly push = <C extends PushChannel>(channel: C, payload: PushChannels[C]): void => {
    this.pushed.push({ channel, payload });
    if (channel === 'photos:changed') this.#patch(payload as readonly PhotoPatch[]);
    const fitting = this.#waiting.filter((each) => each.channel === channel && each.fits(payload as never));
    this.#waiting = this.#waiting.filter((each) => !fitting.includes(each));
    for (const { resolve } of fitting) resolve(payload as never);
    for (const look of [...this.#looks]) look();
  };

  /** The next push that fits, from now on. */
  next<C extends PushChannel>(channel: C, fits: (payload: PushChannels[C]) => boolean): Promise<PushChannels[C]> {
    return new Promise((resolve) => this.#waiting.push({ channel, fits, resolve }));
  }

  /** Resolves once the window knows something, by this push or an earlier one. */
  until(knows: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!knows()) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  /** The queue as it was told last. */
  get queue(): QueueView | undefined {
    return this.pushed.findLast(({ channel }) => channel === 'queue:changed')?.payload as QueueView | undefined;
  }

  show({ photos }: FolderView): void {
    for (const photo of photos) this.#photos.set(photo.id, photo);
  }

  photo(name: string): PhotoView {
    const found = [...this.#photos.values()].findLast((photo) => photo.relativePath === name);
    if (found === undefined) throw new Error(`no photo ${name}`);
    return found;
  }

  statuses(): Record<string, string> {
    return Object.fromEntries([...this.#photos.values()].map((photo) => [photo.relativePath, photo.status.kind]));
  }

  notices(): string[] {
    return this.pushed
      .filter(({ channel }) => channel === 'notice')
      .map(({ payload }) => (payload as { id: string }).id);
  }

  #patch(patches: readonly PhotoPatch[]): void {
    for (const patch of patches) {
      const photo = this.#photos.get(patch.id);
      if (photo !== undefined) this.#photos.set(patch.id, { ...photo, ...patch });
    }
  }
}

/** The app without its window, on the studio's data folder. */
export class App {
  readonly window = new Window();
  readonly logged: string[] = [];
  readonly workspace: Workspace;
  readonly engine: Engine;

  private constructor(workspace: Workspace, engine: Engine, window: Window, logged: string[]) {
    this.workspace = workspace;
    this.engine = engine;
    this.window = window;
    this.logged = logged;
  }

  static async open(studio: Studio, service: DemoService, options: Partial<EngineOptions> = {}): Promise<App> {
    const window = new Window();
    const logged: string[] = [];
    const engine = await Engine.open({
      dataDir: studio.dataDir,
      spawnImaging: forkImaging(imagingEntry),
      program: 'Afterglow test',
      ...options,
    });
    const samples = studio.path('samples');
    await mkdir(samples, { recursive: true });
    const workspace = await openWorkspace({
      engine,
      clock: systemClock,
      mode: 'live',
      serviceFor: (wanted) =>
        wanted === 'demo'
          ? { kind: 'demo', worker: demoWorker, latencyMs: 20 }
          : { kind: 'live', baseUrl: service.url, key: () => DEMO_KEY },
      policy: () => ({ pollIntervalMs: 20 }),
      choices: () => CHOICES,
      samples,
      cacheDir: join(studio.dataDir, 'cache'),
      settingsDir: join(studio.dataDir, 'photo-settings'),
      push: window.push,
      log: (message) => logged.push(message),
    });
    return new App(workspace, engine, window, logged);
  }

  get handlers() {
    return this.workspace.handlers;
  }

  async folder(...paths: string[]): Promise<FolderView> {
    const opened = await this.handlers['folder:open'](paths);
    if (!opened.ok) throw new Error(opened.reason.message);
    this.window.show(opened.value);
    return opened.value;
  }

  request(folder: FolderView, change: Partial<BatchRequest> = {}): BatchRequest {
    return {
      folder: folder.id,
      photos: [],
      output: undefined,
      maxCredits: undefined,
      export: {
        name: '{name}',
        writeMarks: false,
        size: 'original',
        format: 'same',
        quality: 95,
        metadata: 'all',
        onConflict: 'rename',
      },
      ...change,
    };
  }

  /** Starts a batch and waits until the queue has come to rest. */
  async retouch(folder: FolderView, change: Partial<BatchRequest> = {}): Promise<QueueView> {
    const started = await this.handlers['batch:start'](this.request(folder, change));
    if (!started.ok) throw new Error(started.reason.message);
    // What is pushed from now on knows the batch.
    return this.window.next('queue:changed', (view) => !view.active);
  }

  async close(): Promise<void> {
    await this.workspace.close();
    await this.engine.close();
  }
}

/** What each test has: a studio, a service, and the app on both. The hooks begin with an empty studio and tidy up. */
export class Stage {
  studio!: Studio;
  service!: DemoService;
  app!: App;
  #engine: Partial<EngineOptions> = {};

  static withHooks(): Stage {
    const stage = new Stage();
    beforeEach(async () => {
      stage.studio = await Studio.open();
    });
    afterEach(async () => {
      await stage.app.close();
      await stage.studio[Symbol.asyncDispose]();
    });
    return stage;
  }

  /** Starts the service and opens the app. */
  async begin(options: Partial<DemoOptions> = {}, engine: Partial<EngineOptions> = {}): Promise<void> {
    this.service = await this.studio.service(options);
    this.#engine = engine;
    this.app = await App.open(this.studio, this.service, engine);
  }

  /** The app once more on the same data folder, after it was closed. */
  openAnew(): Promise<App> {
    return App.open(this.studio, this.service, this.#engine);
  }

  async reopen(): Promise<void> {
    await this.app.close();
    this.app = await this.openAnew();
  }
}
