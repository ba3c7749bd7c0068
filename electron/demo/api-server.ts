import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { assertNever } from '../base/assert.ts';
import { playApiFault } from './api-faults.ts';
import { accepted, refusal, success } from './envelope.ts';
import type { Answer } from './envelope.ts';
import type { FaultBook } from './fault-plan.ts';
import { drain, readForm } from './form.ts';
import { metadataIn } from './picture-check.ts';
import type { Purse } from './purse.ts';
import { readOrder } from './submit.ts';
import type { Task, TaskBook } from './task-book.ts';
import type { AnswerStyle, DemoEvent, Violation } from './types.ts';
import { SERVER_NAME, sendAnswer, sendText } from './wire.ts';

export interface ApiParts {
  readonly clock: Clock;
  readonly style: AnswerStyle;
  readonly keys: readonly string[] | undefined;
  readonly concurrencyLimit: number;
  readonly tasks: TaskBook;
  readonly purse: Purse;
  readonly faults: FaultBook;
  /** A fresh address of a finished task's result. */
  readonly addressOf: (taskId: string) => string;
  /** The bytes of a finished task's result, for synchronous submits. */
  readonly resultOf: (taskId: string) => Promise<Buffer>;
  readonly violate: (rule: Violation['rule'], detail: string) => void;
  readonly tell: (event: DemoEvent) => void;
}

type Point = 'submit' | 'poll' | 'credits';

const ROUTES: Readonly<Record<string, Point>> = {
  'POST /api/portrait/effects/smart-beauty': 'submit',
  'GET /api/common/query-async-task-result': 'poll',
  'GET /api/common/query-credits': 'credits',
};

/** The API half of the demo service, not yet listening. */
export function createApiServer(parts: ApiParts): Server {
  // Longer than a client keeps an idle connection: closing first would cut a submit that is just leaving.
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    response.setHeader('Server', SERVER_NAME);
    // A fault that strikes on new connections needs the next request to come on one.
    if (parts.faults.awaits('connection')) response.setHeader('Connection', 'close');
    handle(parts, request, response).catch(() => {
      // The client went away amid its request, or the fault made it so: there is nobody to answer.
      response.destroy();
    });
  });
  server.on('connection', (socket) => {
    if (parts.faults.take('connection')) socket.resetAndDestroy();
  });
  return server;
}

async function handle(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'GET' && url.pathname === '/') {
    return sendText(
      response,
      200,
      'text/plain',
      'Afterglow demo service. This is not AILabTools; nothing here costs anything.\n',
    );
  }
  const point = ROUTES[`${request.method} ${url.pathname}`];
  if (point === undefined) {
    await drain(request);
    return sendAnswer(response, refusal(parts.style, 'ERROR_RESOURCE_NOT_FOUND'));
  }
  const key = request.headers['ailabapi-api-key'];
  if (typeof key === 'string' && [...url.searchParams.values()].includes(key)) {
    parts.violate('key-in-address', `${request.method} ${url.pathname}`);
  }
  const work = () => answer(parts, point, key, url, request);
  const struck = parts.faults.take(point);
  if (struck) return playApiFault(struck, parts.style, request, response, work);
  sendAnswer(response, await work());
}

async function answer(
  parts: ApiParts,
  point: Point,
  key: string | string[] | undefined,
  url: URL,
  request: IncomingMessage,
): Promise<Answer> {
  const known = typeof key === 'string' && key !== '' && (parts.keys === undefined || parts.keys.includes(key));
  if (!known) {
    await drain(request);
    return refusal(parts.style, 'ERROR_USER_NOT_EXISTS');
  }
  switch (point) {
    case 'submit':
      return submit(parts, request);
    case 'poll':
      await drain(request);
      return poll(parts, url.searchParams.get('task_id'));
    case 'credits':
      await drain(request);
      return success(parts.style, { data: parts.purse.pools(parts.clock.now()) });
    default:
      return assertNever(point);
  }
}

async function submit(parts: ApiParts, request: IncomingMessage): Promise<Answer> {
  const order = readOrder(await readForm(request));
  if (order.kind === 'refused') return refusal(parts.style, order.code);
  const inFlight = parts.tasks.inFlight();
  if (inFlight >= parts.concurrencyLimit) return refusal(parts.style, 'EXCEEDING_LIMITS');
  if (!parts.purse.canPay(inFlight)) return refusal(parts.style, 'ERROR_NOT_ENOUGH_CREDITS');
  const metadata = metadataIn(order.picture.bytes);
  if (metadata.length > 0) parts.violate('metadata-in-picture', metadata.join(', '));
  const task = parts.tasks.accept(order.picture.bytes, order.wish, parts.faults.take('task'));
  if (order.async) return accepted(parts.style, task.id);
  await parts.tasks.ended(task);
  return inline(parts, task);
}

/** The answer to a synchronous submit: the picture itself. */
async function inline(parts: ApiParts, task: Task): Promise<Answer> {
  switch (task.state.kind) {
    case 'done': {
      const image = (await parts.resultOf(task.id)).toString('base64');
      return success(parts.style, { task_type: 'sync', data: { image } });
    }
    case 'refused':
      return refusal(parts.style, task.state.code);
    default:
      return refusal(parts.style, 'PROCESSING_FAILURE');
  }
}

function poll(parts: ApiParts, taskId: string | null): Answer {
  if (taskId === null || taskId === '') return refusal(parts.style, 'MISSING_PARAMETERS');
  const task = parts.tasks.find(taskId);
  parts.tell({ kind: 'polled', taskId });
  if (task === 'unknown') return refusal(parts.style, 'ERROR_RESOURCE_NOT_FOUND');
  if (task === 'expired') return refusal(parts.style, 'ERROR_RESOURCE_RECLAIMED');
  const status = (task_status: number, data = {}) => success(parts.style, { task_type: 'async', task_status, data });
  switch (task.state.kind) {
    case 'queued':
      return status(0);
    case 'processing':
      return status(1);
    case 'done':
      return status(2, { image_url: parts.addressOf(task.id) });
    case 'failed':
      return status(3);
    case 'refused':
      return refusal(parts.style, task.state.code);
    case 'lost':
      return refusal(parts.style, 'ERROR_RESOURCE_NOT_FOUND');
    default:
      return assertNever(task.state);
  }
}
