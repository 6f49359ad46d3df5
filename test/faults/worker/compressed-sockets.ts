/**
 * Goes with compressed-time.ts: axios and others set their time-outs on sockets, whose timers are not those of the
 * global object.
 */
import { Socket } from 'node:net';

const factor = Number(process.env['TIME_FACTOR'] ?? 1);
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its socket
const { setTimeout: realSetTimeout } = Socket.prototype;
Socket.prototype.setTimeout = function (this: Socket, ms: number, callback?: () => void): Socket {
  return realSetTimeout.call(this, ms / factor, callback);
};
