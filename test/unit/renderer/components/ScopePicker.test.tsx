// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import type { PhotoView } from '../../../../electron/contract/index.ts';
import { defaultScope, scopeChoices, type ScopeId } from '../../../../renderer/export/scope.ts';
import { ScopePicker } from '../../../../renderer/export/ScopePicker.tsx';
import { PhotoTable } from '../../../../renderer/state/library/photo-table.ts';
import { everyStatus, photo } from '../photos.ts';
import { setPage } from './page.ts';

setPage();

/** The picker over a folder, as the export sheet holds it. */
function show(photos: readonly PhotoView[], selected: readonly string[]) {
  const table = new PhotoTable(photos);
  const choices = scopeChoices(table, table.ids, new Set(selected));
  const chosen: ScopeId[] = [];
  function Held() {
    const [scope, setScope] = useState(() => defaultScope(choices));
    const change = (next: ScopeId) => {
      chosen.push(next);
      setScope(next);
    };
    return <ScopePicker choices={choices} value={scope} onChange={change} />;
  }
  render(<Held />);
  return { chosen, user: userEvent.setup() };
}

const offered = () => screen.getAllByRole<HTMLButtonElement>('radio').map((radio) => named(radio));
const chosenNow = () => named(screen.getByRole<HTMLButtonElement>('radio', { checked: true }));
const named = ({ labels }: HTMLButtonElement) => labels[0]?.textContent;

it('offers a fresh folder whole', () => {
  show([photo('a'), photo('b')], []);
  expect(screen.getByRole('radiogroup', { name: 'Which photos' })).toBeTruthy();
  expect(offered()).toEqual(['All photos in the folder 2']);
  expect(chosenNow()).toBe('All photos in the folder 2');
});

it('takes a selection of several as meant, one photo as just the cursor', () => {
  show([photo('a'), photo('b'), photo('c')], ['a', 'c']);
  expect(chosenNow()).toBe('Selected photos 2');
  cleanup();
  show([photo('a'), photo('b'), photo('c')], ['a']);
  expect(chosenNow()).toBe('All photos in the folder 3');
  expect(offered()).toContain('Selected photos 1');
});

it('counts as left what is neither done nor under way nor unusable', () => {
  show(
    everyStatus.map((status, index) => photo(`p${String(index)}`, { status })),
    [],
  );
  // Not retouched yet, failed, cancelled.
  expect(chosenNow()).toBe('Photos not retouched yet 3');
});

it('never puts a paid photo into what is chosen by itself', () => {
  const exported = { kind: 'exported', output: '/out/x.jpg', at: 0 } as const;
  show([photo('a', { status: exported }), photo('b')], []);
  expect(chosenNow()).toBe('Photos not retouched yet 1');
});

it('says what is chosen by click, by its words and by arrow keys', async () => {
  const { chosen, user } = show([photo('a', { status: { kind: 'waiting' } }), photo('b'), photo('c')], ['b', 'c']);
  await user.click(screen.getByRole('radio', { name: /All photos/ }));
  await user.click(screen.getByText('Photos not retouched yet'));
  // The focus follows the key a turn later, and chooses while the key is held.
  await user.keyboard('{ArrowUp>}');
  await screen.findByRole('radio', { checked: true, name: /Selected/ });
  await user.keyboard('{/ArrowUp}');
  expect(chosen).toEqual(['all', 'remaining', 'selected']);
  expect(chosenNow()).toBe('Selected photos 2');
});

it('groups the digits of a large shoot', () => {
  show(
    Array.from({ length: 1200 }, (_, index) => photo(`p${String(index)}`)),
    [],
  );
  expect(chosenNow()).toBe('All photos in the folder 1,200');
});
