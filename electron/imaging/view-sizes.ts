/** A gallery thumbnail: WebP is 30 % smaller than JPEG at nearly the same speed. */
export const THUMBNAIL = { longestSide: 320, format: 'webp', quality: 80 } as const;
/** A picture for the loupe: seen at 1:1, thrown away later. */
export const PREVIEW = { longestSide: 2560, format: 'jpeg', quality: 90 } as const;
