import { CircleAlert, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../state/assert.ts';
import { Button } from '../components/Button.tsx';
import { useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { openDialog } from '../state/view.ts';
import { reasonText } from '../i18n/reason-text.ts';
import { bannerOf, type BannerAction, type BannerView } from './banner.ts';

/** Why the queue stands still, and the one thing to do about it. */
export function Banner() {
  const { t, i18n } = useTranslation();
  const queue = useSession((s) => s.queue);
  const key = useSession((s) => s.app?.key.kind ?? 'none');
  const banner = bannerOf(queue, key);
  if (banner === undefined) return <div role="status" className="banner-none" />;
  const { kind, action, message } = banner;
  // Main speaks English; other languages have their own sentence for each kind.
  const detail = detailOf(message, i18n.language) ?? t(`banner.${kind}.detail`);
  return (
    <div role="status" className="banner" data-testid={`banner-${kind}`}>
      {kind === 'offline' ? <WifiOff size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
      <p>
        <strong>{t(`banner.${kind}.title`)}</strong> {detail}
      </p>
      <Button onClick={() => act(action)}>{t(`banner.${kind}.action`)}</Button>
    </div>
  );
}

/** Undefined where the kind of banner has to speak for itself. */
function detailOf(message: BannerView['message'], language: string): string | undefined {
  if (typeof message === 'object') {
    const known = reasonText(message, language);
    return language === 'en' || known !== message.message ? known : undefined;
  }
  return language === 'en' && message !== '' ? message : undefined;
}

function act(action: BannerAction): void {
  switch (action) {
    case 'resume':
      void attempt('queue:resume');
      return;
    case 'enter-key':
      openDialog('key');
      return;
    case 'new-limit':
      openDialog('limit');
      return;
    default:
      assertNever(action);
  }
}
