import sharp from 'sharp';

/*
 * The one door to sharp. libvips goes by a file's bytes, not by its name, and brings loaders that no photo needs (SVG, PDF, OpenSlide,
 * CSV, its own format …): each is more code that reads hostile files. They are switched off for the whole process, all but these.
 */
const FORMATS = ['Jpeg', 'Uhdr', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: FORMATS.map((format) => `VipsForeignLoad${format}`) });

export type { Metadata, Sharp, SharpOptions } from 'sharp';
export { sharp };
