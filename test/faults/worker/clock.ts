/** What makes all time of a process that of the compressed clock; to be imported before anything else. */
import '../../support/compressed-time.ts';
import './compressed-sockets.ts';
