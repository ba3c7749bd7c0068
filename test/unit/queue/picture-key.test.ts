import { describe, expect, it } from 'vitest';
import { pictureOf, resultKey, showsPhoto } from '../../../electron/queue/job.ts';
import { NOW, REASON } from './samples.ts';
import { stage } from './scripted.ts';
import { addBatch, prepare, send, storeOnDisk } from './store-fixture.ts';

const settings = { level: 0.5, multiFace: false };
const RESULT = { submitted: 'results/a.sent.jpg', retouched: 'results/a.jpg' };

describe('the key of a photo', () => {
  it('says which picture it was made of, whatever the picture’s name', () => {
    for (const picture of ['ab12p', 'sha-photos/a.jpg', '0-1']) {
      expect(pictureOf(resultKey(picture, settings, 'http-localhost-1'))).toBe(picture);
    }
  });

  it('fits a file with the same picture, or with the same bytes where an earlier version made it of these', () => {
    const file = { sha256: 'bytes', picture: 'picture', bytes: 1, modifiedAt: 1 };
    expect(showsPhoto(file, resultKey('picture', settings, 'svc'))).toBe(true);
    expect(showsPhoto(file, resultKey('bytes', settings, 'svc'))).toBe(true);
    expect(showsPhoto(file, resultKey('other', settings, 'svc'))).toBe(false);
  });
});

describe('keys of an earlier version', () => {
  const old = resultKey('bytes', settings, 'svc');
  const key = resultKey('picture', settings, 'svc');

  it('are taken over: the kept result, the photos at the service, what was spent', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b', 'c']);
    send(store, 'a', 'task-a', 'bytes');
    const ledger = { task: 'task-a', credits: 8, at: NOW };
    store.apply('a', { type: 'task-done', url: 'https://x/1', expiresAt: NOW + 1 }, { ledger });
    store.adoptResult(old, RESULT, NOW);
    store.takeOver(old, key);
    expect(store.result(key)).toEqual(RESULT);
    expect(store.result(old)).toBeUndefined();
    expect(store.job('a')?.resultKey).toBe(key);
    expect(store.ledger().map((line) => line.resultKey)).toEqual([key]);
    prepare(store, 'b', 'picture');
    expect(store.beginSubmit('b', NOW, 8, Number.POSITIVE_INFINITY).kind).toBe('kept');
    store.forgetResult(key);
    expect(store.beginSubmit('b', NOW, 8, Number.POSITIVE_INFINITY)).toMatchObject({ kind: 'held', by: 'a' });
  });

  it('are taken over with a doubt: the photo is not sent again without being asked about', () => {
    const { store } = storeOnDisk();
    addBatch(store, 'b1', ['a', 'b']);
    prepare(store, 'a', 'bytes');
    store.beginSubmit('a', NOW, 8, Number.POSITIVE_INFINITY);
    store.apply('a', { type: 'submit-unclear', reason: REASON, charged: 'maybe' });
    store.decide('a', 'drop', REASON, NOW);
    store.takeOver(old, key);
    prepare(store, 'b', 'picture');
    expect(store.beginSubmit('b', NOW, 8, Number.POSITIVE_INFINITY).kind).toBe('paid-before');
  });

  it('give way to a result that is kept under the new key already', () => {
    const { store } = storeOnDisk();
    const newer = { submitted: 'results/b.sent.jpg', retouched: 'results/b.jpg' };
    store.adoptResult(old, RESULT, NOW);
    store.adoptResult(key, newer, NOW);
    store.takeOver(old, key);
    expect(store.result(key)).toEqual(newer);
    expect(store.result(old)).toEqual(RESULT);
  });

  it('are found when the photo is met again, and nothing is paid', async () => {
    const it = stage({ print: () => ({ sha256: 'bytes', picture: 'picture' }) });
    it.store.adoptResult(old, RESULT, NOW);
    it.files.add(RESULT.submitted).add(RESULT.retouched);
    it.add('b1', ['a']);
    await it.pass(10_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 0]);
    expect(it.job('a').resultKey).toBe(key);
  });
});

describe('a star that another program writes into the original', () => {
  it('is no new photo: copies with other stars are bought once', async () => {
    const it = stage({ print: (path) => ({ sha256: `bytes of ${path}`, picture: 'picture' }) });
    it.add('b1', ['a', 'b', 'c']);
    await it.pass(60_000);
    expect([it.state('a'), it.state('b'), it.state('c')]).toEqual(['exported', 'exported', 'exported']);
    expect(it.submit.calls.length).toBe(1);
  });

  it('between preparing and sending: the copy that is there is sent', async () => {
    let edits = 0;
    const it = stage({ print: () => ({ sha256: `bytes ${edits}`, picture: 'picture', modifiedAt: edits }) });
    it.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    it.add('b1', ['a']);
    prepare(it.store, 'a', 'picture');
    it.files.add('work/a.submission.jpg');
    edits = 1;
    it.scheduler.resume();
    await it.pass(60_000);
    expect([it.state('a'), it.submit.calls.length, it.prepare.calls.length]).toEqual(['exported', 1, 0]);
  });

  it('while the photo is at the service: a copy that somebody deleted is made anew, and the paid picture kept', async () => {
    let edits = 0;
    const it = stage({ print: () => ({ sha256: `bytes ${edits}`, picture: 'picture', modifiedAt: edits }) });
    it.add('b1', ['a']);
    it.poll.usual = () => {
      edits = 1;
      it.files.delete('work/a.submission.jpg');
      return { kind: 'done', url: 'https://x/1' };
    };
    await it.pass(60_000);
    expect(it.state('a')).toBe('exported');
    expect(it.exporter.calls[0]?.[0]).toMatchObject({ originalPicture: 'picture' });
  });
});

describe('what an earlier version sent, met again after its metadata were edited', () => {
  const oldPicture = 'a'.repeat(64);
  const old = resultKey(oldPicture, settings, 'svc');
  const starred = { sha256: 'b'.repeat(64), picture: `${'c'.repeat(64)}p` };
  const key = resultKey(starred.picture, settings, 'svc');

  it('is found by the copy that would be sent: the same bytes with the same settings were paid for', async () => {
    const it = stage({ print: () => starred, copiesAlike: true });
    it.store.adoptResult(old, RESULT, NOW);
    it.files.add(RESULT.submitted).add(RESULT.retouched);
    it.add('b1', ['a']);
    await it.pass(10_000);
    expect([it.state('a'), it.submit.calls.length, it.job('a').resultKey]).toEqual(['exported', 0, key]);
    expect([...it.files].filter((path) => path.startsWith('work/'))).toEqual([]);
  });

  it.each([
    ['other bytes', old, false],
    ['another level', resultKey(oldPicture, { level: 0.6, multiFace: false }, 'svc'), true],
    ['other faces', resultKey(oldPicture, { level: 0.5, multiFace: true }, 'svc'), true],
    ['another service', resultKey(oldPicture, settings, 'http-svc'), true],
  ])('is another photo with %s', async (_what, other, copiesAlike) => {
    const it = stage({ print: () => starred, copiesAlike });
    it.store.adoptResult(other, RESULT, NOW);
    it.files.add(RESULT.submitted).add(RESULT.retouched);
    it.add('b1', ['a']);
    await it.pass(60_000);
    expect([it.state('a'), it.submit.calls.length]).toEqual(['exported', 1]);
    expect(it.store.result(other)).toEqual(RESULT);
  });

  it('waits for the outcome of a copy that is at the service', async () => {
    const it = stage({
      print: (path) => (path.endsWith('a.jpg') ? { ...starred, sha256: 'd' } : starred),
      copiesAlike: true,
    });
    it.scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    it.add('b1', ['a']);
    prepare(it.store, 'a', oldPicture);
    it.files.add('work/a.submission.jpg');
    it.store.beginSubmit('a', NOW, 8, Number.POSITIVE_INFINITY);
    it.store.apply('a', { type: 'submit-accepted', taskId: 'ta', at: NOW, nextAt: NOW });
    it.add('b2', ['b']);
    it.scheduler.resume();
    await it.pass(60_000);
    expect([it.state('a'), it.state('b'), it.submit.calls.length]).toEqual(['exported', 'exported', 0]);
    expect(it.job('a').resultKey).toBe(key);
  });

  it('gets its new key at the start while its original is what was sent', async () => {
    let print = { sha256: oldPicture, picture: starred.picture };
    const it = stage({ print: () => print, start: false });
    it.add('b1', ['a']);
    send(it.store, 'a', 'ta', oldPicture);
    it.poll.usual = () => ({ kind: 'processing' });
    it.scheduler.start();
    await it.pass(1_000);
    expect(it.job('a').resultKey).toBe(key);
    print = starred;
    it.files.add('work/a.submission.jpg');
    it.poll.usual = () => ({ kind: 'done', url: 'https://x/1' });
    await it.pass(60_000);
    expect(it.exporter.calls[0]?.[0]).toMatchObject({ originalPicture: starred.picture });
  });
});
