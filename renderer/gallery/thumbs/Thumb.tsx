import { ImageOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { thumbnailLoader } from './thumbnail-loader.ts';

interface ThumbProps {
  /** A changed file has a new address: give it as the key too, so that its picture begins anew. */
  readonly address: string;
  /** Where the preview is that the camera put into the file; it may have none. */
  readonly standIn: string;
}

/** A thumbnail that is here after this long needs no stand-in. Milliseconds. */
const LATE_MS = 25;

type Stage = 'asked' | 'late' | 'shown' | 'failed';

/**
 * A thumbnail. While it is being made, the file's own small preview stands in, and stays below it until it has been decoded,
 * so that nothing flickers. A cell that leaves the screen gives its requests up. The owner carries the name.
 */
export function Thumb({ address, standIn }: ThumbProps) {
  const picture = useRef<HTMLImageElement>(null);
  const [stage, setStage] = useState<Stage>('asked');

  useEffect(() => {
    const image = picture.current;
    if (image === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const takeBack = thumbnailLoader.want(() => {
      image.src = address;
      if (image.complete) return;
      timer = setTimeout(() => {
        if (!image.complete) setStage('late');
      }, LATE_MS);
    });
    return () => {
      takeBack();
      clearTimeout(timer);
      giveUp(image);
    };
  }, [address]);

  if (stage === 'failed') return <ImageOff size={28} aria-hidden className="picture-missing" />;
  return (
    <>
      {stage === 'late' && (
        <img ref={untilRemoved} className="picture" src={standIn} alt="" decoding="async" draggable={false} />
      )}
      <img
        ref={picture}
        className="picture"
        alt=""
        decoding="async"
        draggable={false}
        onLoad={(event) => {
          if (stage !== 'late') return;
          const done = () => setStage('shown');
          event.currentTarget.decode().then(done, done);
        }}
        onError={() => setStage('failed')}
      />
    </>
  );
}

/** Taking the address away ends a request that is still under way. */
function giveUp(image: HTMLImageElement): void {
  if (!image.complete) image.removeAttribute('src');
}

function untilRemoved(image: HTMLImageElement): () => void {
  return () => giveUp(image);
}
