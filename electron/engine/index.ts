export { Engine, type EngineOptions, type NewBatch, type Run, type RunOptions } from './engine.ts';
export { DEFAULT_EXPORT, exportSettings, type ExportSettings } from './exporting.ts';
export { LIVE_API, connectService, idOf, type ConnectedService, type ServiceChoice } from './service.ts';
