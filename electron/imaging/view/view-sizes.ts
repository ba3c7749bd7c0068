/** A gallery thumbnail: WebP is 30 % smaller than JPEG at nearly the same speed. */
export const THUMBNAIL = { longestSide: 320, format: 'webp', quality: 80 } as const;
/** A picture for the loupe: fills a large screen, thrown away later. */
export const PREVIEW = { longestSide: 2560, format: 'jpeg', quality: 90 } as const;
/** The same at 1:1. */
export const FULL_VIEW = { longestSide: 'full', format: 'jpeg', quality: 92 } as const;
