/* What the address asks for: `?scene=`, `?photos=N`, `?folders=a,b` (names of subfolders), `?demo`. */

const page = globalThis as unknown as { location: { search: string } };
const query = new URLSearchParams(page.location.search);

export const scene = query.get('scene') ?? 'grid';
export const wanted = Number(query.get('photos') ?? 60);
export const demo = scene === 'welcome' || scene === 'nokey' || query.has('demo');
export const subfolders = (query.get('folders') ?? '').split(',').filter((name) => name !== '');
