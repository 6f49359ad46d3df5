'use strict';
const fs = require('node:fs');

module.exports = {
  isCloneSupported: () => false,
  copyFile: (from, to) => fs.promises.copyFile(from, to),
  copyFileSync: (from, to) => fs.copyFileSync(from, to),
};
