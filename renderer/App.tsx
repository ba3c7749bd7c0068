import { Notices } from './components/Notices.tsx';
import { TipLayer } from './components/TipLayer.tsx';
import { ExportSheet } from './export/ExportSheet.tsx';
import { Gallery } from './gallery/Gallery.tsx';
import { HotBar } from './gallery/folders/HotBar.tsx';
import { HotDialog } from './gallery/folders/HotDialog.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { Loupe } from './loupe/Loupe.tsx';
import { Banner } from './queue/Banner.tsx';
import { CancelDialog } from './queue/CancelDialog.tsx';
import { LimitDialog } from './queue/LimitDialog.tsx';
import { QueueBar } from './queue/QueueBar.tsx';
import { UndecidedDialog } from './queue/UndecidedDialog.tsx';
import { KeyDialog } from './settings/KeyDialog.tsx';
import { SettingsDialog } from './settings/SettingsDialog.tsx';
import { ShortcutSheet } from './shortcuts/ShortcutSheet.tsx';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { useLibrary } from './state/library/library.ts';
import { useView, type DialogId } from './state/view.ts';
import { StripDialog } from './strip/StripDialog.tsx';
import { TopBar } from './TopBar.tsx';
import { DropZone } from './welcome/DropZone.tsx';
import { Welcome } from './welcome/Welcome.tsx';

export function App() {
  useShortcuts();
  const open = useLibrary((s) => s.folder !== undefined);
  const screen = useView((s) => s.screen);
  const inspector = useView((s) => s.inspector);
  const dialog = useView((s) => s.dialog);
  return (
    <div className="window">
      <TopBar />
      <Banner />
      <HotBar />
      <main className="screen" id="photos">
        {!open && <Welcome />}
        {open && (screen === 'grid' ? <Gallery /> : <Loupe />)}
        {open && inspector && <Inspector />}
      </main>
      <QueueBar />
      {dialog !== undefined && <OpenDialog id={dialog} />}
      <DropZone />
      <Notices />
      <TipLayer />
    </div>
  );
}

function OpenDialog({ id }: { readonly id: DialogId }) {
  switch (id) {
    case 'key':
      return <KeyDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'export':
      return <ExportSheet />;
    case 'undecided':
      return <UndecidedDialog />;
    case 'shortcuts':
      return <ShortcutSheet />;
    case 'cancel':
      return <CancelDialog />;
    case 'hot':
      return <HotDialog />;
    case 'limit':
      return <LimitDialog />;
    case 'strip':
      return <StripDialog />;
  }
}
