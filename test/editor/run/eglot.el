;; Emacs as a client of the language server: sets eglot up as docs/editors.md says, waits for the findings of the demo,
;; takes a quick fix, and looks at the text. LSP_CONFIG is the file with what the page says, LSP_FILE a copy of the demo.
(require 'eglot)
(require 'flymake)
(load (getenv "LSP_CONFIG") nil t)

(defun wait-for (what ready)
  (let ((deadline (+ (float-time) 30)))
    (while (not (funcall ready))
      (when (> (float-time) deadline) (error "Waited in vain for %s" what))
      ;; Without a screen nothing else starts it.
      (flymake-start)
      (accept-process-output nil 0.05))))

(defun finding-like (text)
  (seq-find (lambda (one) (string-match-p text (flymake-diagnostic-text one))) (flymake-diagnostics)))

(condition-case problem
    (progn
      (find-file (getenv "LSP_FILE"))
      (js-mode)
      (apply #'eglot (eglot--guess-contact))
      (wait-for "the findings" (lambda () (finding-like "Nothing repeats this POST to /services/oauth2/token")))
      (let* ((finding (finding-like "Nothing repeats this POST to /services/oauth2/token"))
             (actions (eglot-code-actions (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding)))
             (fix (seq-find (lambda (one) (string-prefix-p "Insert the resilient client" (plist-get one :title))) actions)))
        (unless fix (error "Offered: %S" (mapcar (lambda (one) (plist-get one :title)) actions)))
        (eglot--apply-workspace-edit (plist-get fix :edit))
        (unless (string-match-p "salesforceFetch(" (buffer-string)) (error "Not fixed"))
        (eglot--signal-textDocument/didChange)
        (wait-for "the finding to go" (lambda () (not (finding-like "Nothing repeats this POST to /services/oauth2/token"))))
        (princ (format "%d findings left\n" (length (flymake-diagnostics)))))
      (kill-emacs 0))
  (error (princ (format "%S\n" problem) #'external-debugging-output) (kill-emacs 1)))
