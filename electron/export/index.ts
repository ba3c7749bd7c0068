export { expandTemplate, templateTrouble, type NameFacts } from './template.ts';
export { createExporter, type Exporter, type ExporterOptions, type ExportPlace } from './exporter.ts';
export {
  checkOutput,
  cleanOutput,
  defaultOutput,
  isInside,
  makeOutputFolder,
  tryOutputFolder,
} from './output-folder.ts';
export { checkBelow, folderKeys, leadsToOriginals, type Originals } from './originals.ts';
export { planOutput, type ConflictRule, type NameWish, type OutputPlan, type Owner } from './plan.ts';
export { REPORT_NAME, writeReport, type WrittenReport } from './report-file.ts';
export type { PictureSize, Report, ReportPhoto, ReportRun, ReportSkipped } from './report.ts';
export { intact, inTheWay, isInTheWay, resultThere, type EarlierResult, type EarlierResults } from './earlier.ts';
export type { ExportAnswer, RenderAnswer, WriteRequest } from './writer.ts';
