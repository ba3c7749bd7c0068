import { EventEmitter } from 'node:events';
import { strict } from './not-implemented.ts';

class NativeTheme extends EventEmitter {
  source: 'system' | 'light' | 'dark' = 'system';

  get themeSource(): 'system' | 'light' | 'dark' {
    return this.source;
  }

  set themeSource(source: 'system' | 'light' | 'dark') {
    this.source = source;
    this.emit('updated');
  }

  /** The system that the tests run on counts as a light one. */
  get shouldUseDarkColors(): boolean {
    return this.source === 'dark';
  }

  readonly shouldUseHighContrastColors = false;
  readonly prefersReducedTransparency = false;
}

const target = new NativeTheme();
export const nativeTheme = strict('nativeTheme', target);

export function onThemeChange(listener: () => void): void {
  target.on('updated', listener);
}
