import { describe, expect, test } from 'vitest';
import { parseLevels } from '../../../electron/cli/levels-file.ts';

describe('a levels file in JSON', () => {
  test('takes null as a blank cell: as usual', () => {
    expect(parseLevels('{"a.jpg": null, "b.jpg": {"level": 30, "multi_face": null}}')).toMatchObject([
      { name: 'a.jpg', level: undefined, multiFace: undefined },
      { name: 'b.jpg', level: 0.3, multiFace: undefined },
    ]);
  });

  test.each([
    '{"a.jpg": 30, "a.jpg": 80}',
    '{"a.jpg": 30, "b.jpg": 40, "\\u0061.jpg": 80}',
    '[{"file": "a.jpg", "level": 30, "level": 80}]',
    '{"x": {"level": 1}, "a": {"level": 30, "multi_face": true, "level": 80}}',
  ])('names a key that stands twice, of which only the last would count: %s', (text) => {
    expect(() => parseLevels(text)).toThrow(/twice/);
  });

  test('takes the same word in other places for what it is', () => {
    expect(parseLevels('[{"file": "level", "level": 30}, {"file": "a, {\\"level\\": 1", "level": 30}]')).toHaveLength(
      2,
    );
  });
});
