'use strict';
const vscode = require('vscode');

/** Puts one diagnostic on every `var`, so that a suite has something to wait for. */
exports.activate = ({ subscriptions }) => {
  const diagnostics = vscode.languages.createDiagnosticCollection('salesforce-resilience');
  const check = (document) => {
    const at = document.getText().indexOf('var');
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 3));
    const found = new vscode.Diagnostic(range, 'Declare it with let.', vscode.DiagnosticSeverity.Warning);
    found.source = 'salesforce-resilience';
    found.code = 'no-var';
    diagnostics.set(document.uri, at === -1 ? [] : [found]);
  };
  vscode.workspace.textDocuments.forEach(check);
  subscriptions.push(
    diagnostics,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
  );
};
