import { ImageOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

interface PictureProps {
  readonly address: string;
  /** While true a picture that is not here yet is not asked for: it would be gone before it arrived. */
  readonly hold?: boolean;
}

/** A thumbnail that decodes off the main thread and gives up its request when it scrolls away. Its owner carries the name. */
export function Picture({ address, hold = false }: PictureProps) {
  const ref = useRef<HTMLImageElement>(null);
  const [failed, setFailed] = useState<string>();
  const [asked, setAsked] = useState(!hold);
  if (!hold && !asked) setAsked(true);

  useEffect(() => {
    const image = ref.current;
    if (image === null || !asked) return undefined;
    if (!image.hasAttribute('src')) image.src = address;
    return () => {
      // Taking the address away ends a request that is still under way.
      if (!image.complete) image.removeAttribute('src');
    };
  }, [address, asked]);

  if (failed === address) return <ImageOff size={28} aria-hidden className="picture-missing" />;
  return (
    <img
      ref={ref}
      className="picture"
      src={asked ? address : undefined}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setFailed(address)}
    />
  );
}
