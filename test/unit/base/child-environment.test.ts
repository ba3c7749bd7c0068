import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childEnvironment } from '../../../electron/base/child-environment.ts';

const needed = { PATH: '/bin', HOME: '/x', TMPDIR: '/t', LANG: 'de', DISPLAY: ':0', XDG_RUNTIME_DIR: '/run' };

test('a helper gets what it needs to start, and the settings of its memory and threads', () => {
  const env = childEnvironment({ ...needed, AILAB_API_KEY: 'secret' });
  expect(env).toMatchObject({ ...needed, MALLOC_ARENA_MAX: '2' });
  expect(Number(env['UV_THREADPOOL_SIZE'])).toBeGreaterThanOrEqual(4);
  expect(childEnvironment({ Path: 'C:/bin', SystemRoot: 'C:/Windows' })).toMatchObject({ Path: 'C:/bin' });
  expect(childEnvironment({ MALLOC_ARENA_MAX: '1', UV_THREADPOOL_SIZE: '9' })).toEqual({
    MALLOC_ARENA_MAX: '1',
    UV_THREADPOOL_SIZE: '9',
  });
});

test('nothing else gets through, whatever it is called', () => {
  const allowed = new Set(Object.keys(childEnvironment(needed)));
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((each) => `SECRET_${each}`),
        fc.string(),
      ),
      (secrets) => {
        const shell = { AILAB_API_KEY: 'k', HTTPS_PROXY: 'http://u:p@x', NODE_OPTIONS: '-r x' };
        const env = childEnvironment({ ...needed, ...secrets, ...shell });
        expect(Object.keys(env).filter((each) => !allowed.has(each))).toEqual([]);
      },
    ),
  );
});
