// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { LevelControl } from '../../../../renderer/inspector/LevelControl.tsx';
import { setPage } from './page.ts';

setPage();

/** The control as the inspector holds it: what it says becomes what it shows. */
function show(first: number | undefined, disabled = false) {
  const said: number[] = [];
  function Held() {
    const [level, setLevel] = useState(first);
    const change = (next: number) => {
      said.push(next);
      setLevel(next);
    };
    return <LevelControl level={level} disabled={disabled} onChange={change} />;
  }
  render(<Held />);
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Beauty level' });
  const slider = screen.getByRole('slider', { name: 'Beauty level' });
  return { said, field, slider, user: userEvent.setup() };
}

it('takes a typed number when it is confirmed, and shows it on the slider too', async () => {
  const { said, field, slider, user } = show(0.5);
  expect(field.value).toBe('50');
  await user.click(field);
  await user.keyboard('80');
  expect(said).toEqual([]);
  await user.keyboard('{Enter}');
  expect(said).toEqual([0.8]);
  expect(slider.getAttribute('aria-valuenow')).toBe('80');
});

it('takes a typed number when the field is left', async () => {
  const { said, field, user } = show(0.5);
  await user.click(field);
  await user.keyboard('7');
  await user.tab();
  expect(said).toEqual([0.07]);
});

it.each(['101', '-1', 'strong', '5o'])('refuses %j in words, and keeps the level', async (typed) => {
  const { said, field, user } = show(0.3);
  await user.click(field);
  await user.keyboard(typed);
  expect(screen.getByRole('alert').textContent).toBe('Enter a number from 0 to 100.');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await user.keyboard('{Enter}');
  expect(said).toEqual([]);
  expect(field.value).toBe('30');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('forgets what was typed at Escape', async () => {
  const { said, field, user } = show(0.3);
  await user.click(field);
  await user.keyboard('90{Escape}');
  expect(field.value).toBe('30');
  await user.tab();
  expect(said).toEqual([]);
});

it('steps by one with the arrows, by ten with Shift, and stops at the ends', async () => {
  const { said, field, user } = show(0.95);
  await user.click(field);
  await user.keyboard('{ArrowUp}{ArrowDown}{Shift>}{ArrowUp}{/Shift}');
  expect(said).toEqual([0.96, 0.95, 1]);
});

it('follows the slider', async () => {
  const { said, field, slider, user } = show(0.5);
  slider.focus();
  await user.keyboard('{ArrowRight}{End}');
  expect(said).toEqual([0.51, 1]);
  expect(field.value).toBe('100');
});

it('says that photos differ, and shows no number for them until one is set', async () => {
  const { said, field, slider, user } = show(undefined);
  expect([field.value, field.placeholder]).toEqual(['', 'Mixed']);
  expect(slider.getAttribute('aria-valuetext')).toBe('Mixed');
  await user.click(field);
  await user.tab();
  expect(said).toEqual([]);
  await user.click(field);
  await user.keyboard('0{Enter}');
  expect(said).toEqual([0]);
  expect(field.value).toBe('0');
});

it('can’t be used while there is no photo', async () => {
  const { said, field, user } = show(undefined, true);
  expect([field.disabled, field.placeholder]).toEqual([true, '']);
  await user.type(field, '40{Enter}');
  expect(said).toEqual([]);
});
