import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../electron/window/address.ts';

describe('readAddress', () => {
  it.each([
    ['app://bundle/', 'index.html', 'text/html; charset=utf-8'],
    ['app://bundle/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['app://bundle/assets/index-AbC_1.js', 'assets/index-AbC_1.js', 'text/javascript; charset=utf-8'],
    ['app://bundle/assets/a.b.css?x=1#y', 'assets/a.b.css', 'text/css; charset=utf-8'],
  ])('%s is the file %s', (address, path, contentType) => {
    expect(readAddress(address)).toEqual({ kind: 'file', path, contentType });
  });

  it.each([
    'app://bundle/../main/main.js',
    'app://bundle/%2e%2e/main/main.js',
    'app://bundle/..%2fmain/main.js',
    'app://bundle/%2fetc/passwd.html',
    'app://bundle//etc/hosts.html',
    'app://bundle/assets/.hidden.js',
    'app://bundle/c:%5cwindows%5cwin.html',
    'app://bundle/assets\\..\\x.js',
    'app://bundle/a%00.js',
    'app://bundle/program.exe',
    'app://bundle/assets/',
    'app://bundle/toString',
    'app://other/index.html',
    'app://bundle.evil/index.html',
    'https://bundle/index.html',
    'file:///etc/hosts.html',
    'nonsense',
    '',
  ])('%s leads nowhere, or to a plain file of the bundle', (address) => {
    const asked = readAddress(address);
    if (asked.kind === 'file') expect(asked.path).toMatch(/^([\w-][\w.-]*\/)*[\w-][\w.-]*$/);
    else expect(asked).toEqual({ kind: 'nothing' });
  });

  it('never lets dots climb', () => {
    for (const address of ['app://bundle/a/../../b.js', 'app://bundle/a/%2E%2E/%2E%2E/b.js']) {
      expect(readAddress(address)).toEqual({
        kind: 'file',
        path: 'b.js',
        contentType: 'text/javascript; charset=utf-8',
      });
    }
  });

  it('reads pictures with their wishes', () => {
    expect(readAddress('app://bundle/thumb/p1_A-9?size=320&v=17')).toEqual({
      kind: 'picture',
      picture: 'thumb',
      id: 'p1_A-9',
      size: 320,
      versioned: true,
    });
    expect(readAddress('app://bundle/result/x')).toMatchObject({
      picture: 'result',
      size: undefined,
      versioned: false,
    });
  });

  it.each(['0', '-1', '99999', '1.5', '1e3', 'x', ''])('takes no size of "%s"', (size) => {
    expect(readAddress(`app://bundle/preview/x?size=${size}`)).toMatchObject({ kind: 'picture', size: undefined });
  });

  it.each(['app://bundle/thumb/', 'app://bundle/thumb/a/b', 'app://bundle/thumb/a%2fb', 'app://bundle/original/x'])(
    '%s is no picture',
    (address) => {
      expect(readAddress(address)).toEqual({ kind: 'nothing' });
    },
  );
});
