/** A running imaging process, whichever way it was started. */
export interface ImagingChild {
  /** Does nothing once the process has ended. */
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Called once, after the last message. */
  onExit(ended: () => void): void;
  /** Ends the process at once; `onExit` follows. */
  kill(): void;
}

/** Starts an imaging process. */
export type SpawnImaging = () => ImagingChild;
