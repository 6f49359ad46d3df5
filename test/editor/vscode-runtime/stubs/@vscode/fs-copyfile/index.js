'use strict';
const fs = require('node:fs');

exports.isCloneSupported = () => false;
exports.copyFile = (from, to) => fs.promises.copyFile(from, to);
exports.copyFileSync = (from, to) => fs.copyFileSync(from, to);
