import type { CacheSizes } from '../contract/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Pictures } from './pictures.ts';

/** What lies in the data folder, and what of it may be deleted. */
export class Caches {
  readonly #engine: Engine;
  readonly #pictures: Pictures;

  constructor(engine: Engine, pictures: Pictures) {
    this.#engine = engine;
    this.#pictures = pictures;
  }

  async sizes(): Promise<CacheSizes> {
    const { total, deletable } = await this.#engine.keptResults();
    return {
      ...(await this.#pictures.sizes()),
      results: total,
      resultsDeletable: deletable,
      dataFolder: this.#engine.dataFolder,
    };
  }

  async clear(what: 'pictures' | 'results'): Promise<CacheSizes> {
    if (what === 'pictures') await this.#pictures.clear();
    else await this.#engine.tidyResults(0);
    return this.sizes();
  }
}
