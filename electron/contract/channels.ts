import type { AppState, KeyOutcome, KeyState, Notice, ServiceMode } from './app.ts';
import type {
  FidelityView,
  FolderChange,
  FolderId,
  FolderView,
  HotChange,
  HotView,
  Marks,
  PhotoId,
  PhotoPart,
  PhotoPatch,
  Reason,
  RetouchSettings,
  StripView,
} from './photo.ts';
import type { CacheSizes, Preferences, SpendingView } from './preferences.ts';
import type {
  BatchEstimate,
  BatchRequest,
  Decision,
  QueueGroup,
  QueueMove,
  QueuePage,
  QueueView,
  UndecidedView,
} from './queue.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

/** Questions and commands from the window to the main process: channel -> signature. Both ends derive their types from it. */
export interface InvokeChannels {
  'app:state': () => AppState;
  'app:set-mode': (mode: ServiceMode) => AppState;
  'key:set': (key: string) => KeyOutcome;
  'key:forget': () => KeyState;
  /** Opens the system's folder dialog. Undefined when it was cancelled. */
  'folder:choose': () => Outcome<FolderView> | undefined;
  /** Opens a folder, or the folder of the files, that were dropped on the window or chosen from the recent ones. */
  'folder:open': (paths: readonly string[]) => Outcome<FolderView>;
  'folder:open-samples': () => Outcome<FolderView>;
  'folder:close': (folder: FolderId) => void;
  /** The folders that are open: a window that was loaded anew shows them again. */
  'folder:current': () => readonly FolderView[];
  /** More photos of an open folder, from where the last part ended; none when it was closed. What appears later comes as news. */
  'folder:photos': (folder: FolderId, from: number) => PhotoPart;
  /** Takes in the photos behind links that lead out of the folder, as it is open now. Says how many; they come as `folder:changed`. */
  'folder:include-links': (folder: FolderId) => Outcome<number>;
  /**
   * Retouches photos that appear in the folder by themselves, with the last export's options and up to so many credits a day;
   * undefined: no more. What is in the folder already stays as it is.
   */
  'folder:set-hot': (folder: FolderId, creditsPerDay: number | undefined) => Outcome<HotView | undefined>;
  /** The answer to {@link HotView.question}: whether those photos are retouched. */
  'folder:answer-hot': (folder: FolderId, retouch: boolean) => void;
  'photos:configure': (photos: readonly PhotoId[], settings: Partial<RetouchSettings>) => void;
  'photos:mark': (photos: readonly PhotoId[], marks: Partial<Marks>) => void;
  /** How much of the retouch is applied, 0 to 1. Applied when the photo is exported, or exported again. */
  'photos:fade': (photos: readonly PhotoId[], fade: number) => void;
  /** Tells which photos are on screen, so that their thumbnails and sizes come first. */
  'photos:visible': (photos: readonly PhotoId[]) => void;
  /** What was measured of a photo's result; undefined where there is none. */
  'photos:report': (photo: PhotoId) => FidelityView | undefined;
  'batch:estimate': (request: BatchRequest) => Outcome<BatchEstimate>;
  'batch:choose-output': (folder: FolderId) => string | undefined;
  'batch:start': (request: BatchRequest) => Outcome<{ readonly photos: number }>;
  'queue:state': () => QueueView;
  'queue:pause': () => void;
  'queue:resume': () => void;
  /** Cancels what has not been paid for. Photos already at the service are finished, since they are paid. */
  'queue:cancel': () => void;
  'queue:retry-failed': () => number;
  /** Part of the list of all photos in the queue, of every folder and batch: `count` of them, beginning with the one at `from`. */
  'queue:list': (group: QueueGroup, from: number, count: number) => QueuePage;
  /** Moves photos among those that wait. Says how many of them do. */
  'queue:move': (jobs: readonly string[], to: QueueMove) => number;
  /** Lets the batches at hand spend up to this many credits; undefined: without a limit. */
  'queue:set-limit': (maxCredits: number | undefined) => void;
  'queue:undecided': () => readonly UndecidedView[];
  'queue:decide': (jobs: readonly string[], choice: Decision) => void;
  /** Retouches one to three photos at up to three levels, as a paid trial. */
  'strip:start': (photos: readonly PhotoId[], levels: readonly number[]) => Outcome<StripView>;
  'preferences:get': () => Preferences;
  'preferences:set': (change: Partial<Preferences>) => Preferences;
  'cache:sizes': () => CacheSizes;
  /** `results` deletes kept results that were exported: the same photo would be paid for again. */
  'cache:clear': (what: 'pictures' | 'results') => CacheSizes;
  'spending:list': () => SpendingView;
  /** Saves every paid photo as a table (CSV) where the person chooses. Undefined when cancelled. */
  'spending:save': () => Outcome<string> | undefined;
  /** Saves versions and the redacted log where the person chooses; no photos, no key. Undefined when cancelled. */
  'diagnostics:save': () => Outcome<string> | undefined;
  'output:open': () => Outcome<null>;
  'output:reveal': (photo: PhotoId) => Outcome<null>;
}

/** What the system's menu asks of the window. */
export type MenuCommand = 'open-folder';

/** News from the main process to the window. */
export interface PushChannels {
  'app:changed': AppState;
  'photos:changed': readonly PhotoPatch[];
  'queue:changed': QueueView;
  'folder:changed': FolderChange;
  /** A folder was opened without being asked for: its new photos are retouched by themselves. */
  'folder:opened': FolderView;
  'hot:changed': HotChange;
  'strip:changed': StripView;
  'preferences:changed': Preferences;
  /** Something was chosen in the system's menu. */
  'menu:chosen': MenuCommand;
  notice: Notice;
}

export type InvokeChannel = keyof InvokeChannels;
export type PushChannel = keyof PushChannels;

/** What the main process implements: each signature, possibly asynchronous. */
export type Handlers = {
  readonly [C in InvokeChannel]: (
    ...args: Parameters<InvokeChannels[C]>
  ) => ReturnType<InvokeChannels[C]> | Promise<ReturnType<InvokeChannels[C]>>;
};

/** `window.afterglow`, as the preload offers it. */
export interface AfterglowBridge {
  invoke<C extends InvokeChannel>(
    channel: C,
    ...args: Parameters<InvokeChannels[C]>
  ): Promise<ReturnType<InvokeChannels[C]>>;
  /** Returns the function that unsubscribes. */
  on<C extends PushChannel>(channel: C, listener: (payload: PushChannels[C]) => void): () => void;
  /** The path of a dropped file or folder; empty when it has none on disk. */
  pathOf(file: unknown): string;
}
