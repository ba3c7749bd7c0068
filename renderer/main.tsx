import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { hasBridge, listen } from './bridge.ts';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { i18n, startLanguage } from './i18n/index.ts';
import { showApp, showQueue } from './state/app.ts';
import { attempt } from './state/attempt.ts';
import { restoreFolders } from './state/library/folders.ts';
import { changeFolder, patchFolder, patchPhotos, showFolder } from './state/library/library.ts';
import { notify, notifyError } from './state/notices.ts';
import { applyPreferences } from './state/apply-preferences.ts';
import { chooseFromMenu } from './state/menu.ts';
import { showPreferences } from './state/preferences.ts';
import { showStrip } from './state/strip.ts';
import { dropStale } from './state/edits/pending-writes.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/layers.css';
import './styles/pictures.css';
import './styles/window.css';

await start();

async function start(): Promise<void> {
  await startLanguage();
  const root = createRoot(element('root'));
  if (!hasBridge()) {
    root.render(<p className="fault">{i18n.t('fault.noBridge')}</p>);
    return;
  }
  window.addEventListener('unhandledrejection', (event) => notifyError(event.reason));
  window.addEventListener('error', (event) => notifyError(event.error ?? event.message));
  // Listen first, ask second: no news is lost in between.
  listen('app:changed', showApp);
  listen('queue:changed', showQueue);
  listen('photos:changed', (patches) => patchPhotos(dropStale(patches)));
  listen('folder:changed', changeFolder);
  listen('folder:opened', showFolder);
  listen('hot:changed', ({ folder, hot }) => patchFolder(folder, { hot }));
  listen('notice', notify);
  listen('preferences:changed', showPreferences);
  listen('strip:changed', showStrip);
  listen('menu:chosen', chooseFromMenu);
  applyPreferences();
  const [app, queue, preferences] = await Promise.all([
    attempt('app:state'),
    attempt('queue:state'),
    attempt('preferences:get'),
  ]);
  if (preferences.done) showPreferences(preferences.value);
  if (app.done) showApp(app.value);
  if (queue.done) showQueue(queue.value);
  await restoreFolders();
  root.render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}
