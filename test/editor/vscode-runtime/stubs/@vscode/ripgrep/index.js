'use strict';
const path = require('node:path');

const platform = `${process.platform}-${process.arch}`;
exports.rgPath = path.join(__dirname, '../ripgrep-universal/bin', platform, 'rg');
