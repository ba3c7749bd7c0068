import { expect, it } from 'vitest';
import { purchasesCsv } from '../../../electron/workspace/spending.ts';

const PURCHASE = {
  at: new Date(2026, 0, 5, 7, 8, 9).getTime(),
  folder: '/photos/wedding',
  photo: 'a.jpg',
  level: 0.3,
  multiFace: true,
  credits: 8,
};

it('tells each paid photo in a line', () => {
  expect(purchasesCsv([PURCHASE])).toBe(
    '\uFEFF"date","time","folder","photo","level","every face","credits"\r\n' +
      '"2026-01-05","07:08:09","/photos/wedding","a.jpg","30","yes","8"\r\n',
  );
});

it('quotes what would break the table, and disarms what a spreadsheet would run', () => {
  const [, line] = purchasesCsv([{ ...PURCHASE, folder: 'a,"b"', photo: '=cmd|calc.jpg' }]).split('\r\n');
  expect(line).toBe(`"2026-01-05","07:08:09","a,""b""","'=cmd|calc.jpg","30","yes","8"`);
});

it.each(['a;b', 'a\tb', ' a', 'a b', 'a\rb', 'a\nb', 'a"b', 'ü'])(
  'keeps %j in one cell, whatever parts cells',
  (photo) => {
    const csv = purchasesCsv([{ ...PURCHASE, photo }]);
    expect(csv).toContain(`,"${photo.replace('"', '""')}",`);
  },
);

it.each(['=1', '+1', '-1', '@x', ' =1', '\t=1', '＝1'])('%j is no formula', (photo) => {
  expect(purchasesCsv([{ ...PURCHASE, photo }])).toContain(`,"'${photo}",`);
});
