'use strict';
module.exports = { start: () => undefined, exit: (code) => process.exit(code ?? 0) };
