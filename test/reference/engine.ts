import { tileSide, type Engine, type EngineSetup } from '../../electron/imaging/transfer/engine.ts';
import { analyseTile } from './analyse.ts';
import { applyTile } from './apply.ts';

/** The engine in plain TypeScript: the definition that the fast one is tested against. */
export function referenceEngine({ match, colours, fade }: EngineSetup): Engine {
  const side = tileSide(match);
  return {
    side,
    run(tile, place, base) {
      const planes = {
        side,
        submitted: colours.planes(tile.submitted),
        control: colours.planes(tile.control),
        retouched: colours.planes(tile.retouched),
        ...(tile.shifted && { shifted: colours.planes(tile.shifted) }),
      };
      const enlarged = place.smallWidth < base.width;
      return applyTile(base, analyseTile(planes, match, enlarged), side, place, fade);
    },
  };
}
