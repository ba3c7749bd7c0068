/** What the service charges for a photo that was retouched. What fails costs nothing. */
export const CREDITS_PER_PHOTO = 8;
