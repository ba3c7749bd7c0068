import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../../electron/window/menu-template.ts';

function roles(platform: NodeJS.Platform, developer = false): string[] {
  const flat = (items: ReturnType<typeof menuTemplate>): string[] =>
    items.flatMap((item) => [
      ...(item.role ? [item.role] : []),
      ...(Array.isArray(item.submenu) ? flat(item.submenu) : []),
    ]);
  return flat(menuTemplate({ platform, appName: 'Afterglow', developer, openFolder: () => undefined }));
}

describe('the menu', () => {
  it('has what each system expects', () => {
    expect(roles('darwin')).toEqual(
      expect.arrayContaining(['about', 'hide', 'quit', 'close', 'copy', 'paste', 'windowMenu']),
    );
    expect(roles('win32')).toEqual(expect.arrayContaining(['quit', 'copy', 'paste', 'togglefullscreen']));
    expect(roles('win32')).not.toContain('about');
  });

  it('offers the inspector in a checkout only', () => {
    expect(roles('linux')).not.toContain('toggleDevTools');
    expect(roles('linux', true)).toContain('toggleDevTools');
  });

  it('asks the window for a folder', () => {
    let opened = 0;
    const [file] = menuTemplate({
      platform: 'linux',
      appName: 'Afterglow',
      developer: false,
      openFolder: () => opened++,
    });
    const [entry] = file?.submenu as unknown as { id: string; click: () => void }[];
    entry?.click();
    expect([entry?.id, opened]).toEqual(['open-folder', 1]);
  });
});
