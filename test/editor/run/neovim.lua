-- Neovim as a client of the language server: waits for the diagnostics, chooses a quick-fix as a person does, and looks
-- at the text. Runs in Neovim 0.7 (Debian 12) and newer. LSP_SERVER and LSP_FILE name the server and a copy of the demo.
local function check(condition, message)
  if not condition then error(message, 0) end
end

local function rules(buffer)
  local names = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    table.insert(names, tostring(diagnostic.code or lsp.code))
  end
  table.sort(names)
  return table.concat(names, ' ')
end

local function attach(buffer)
  local config = {
    name = 'salesforce-resilience',
    cmd = { vim.env.LSP_NODE, vim.env.LSP_SERVER, '--stdio' },
    root_dir = vim.fn.fnamemodify(vim.env.LSP_FILE, ':p:h'),
  }
  if vim.lsp.start then return vim.lsp.start(config) end
  local client = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buffer, client)
  return client
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local passed, reason = pcall(function()
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.LSP_FILE))
  vim.bo.filetype = 'javascript'
  local buffer = vim.api.nvim_get_current_buf()
  local client = attach(buffer)
  check(client, 'The client did not start.')

  local expected =
    'no-swallowed-failure require-idempotent-write require-retry require-retry require-timeout require-timeout'
  vim.wait(20000, function() return rules(buffer) == expected or not vim.lsp.get_client_by_id(client) end, 50)
  check(rules(buffer) == expected, 'Findings: ' .. rules(buffer))
  local first = vim.diagnostic.get(buffer)[1]
  check(first.source == 'salesforce-resilience', 'Source: ' .. tostring(first.source))

  local before = text(buffer)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item and options.format_item(item) or ''
      table.insert(titles, title)
      if title:find('Insert the resilient client', 1, true) then return choose(item, index) end
    end
  end
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.message:find('oauth2', 1, true) then
      vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
    end
  end
  vim.lsp.buf.code_action()
  vim.wait(10000, function() return text(buffer) ~= before end, 50)
  check(text(buffer):find('salesforceFetch(', 1, true), 'Not fixed. Offered: ' .. table.concat(titles, ' | '))
  local left = 'no-swallowed-failure require-idempotent-write require-retry require-timeout'
  vim.wait(10000, function() return rules(buffer) == left end, 50)
  check(rules(buffer) == left, 'Findings after the fix: ' .. rules(buffer))
end)

vim.lsp.stop_client(vim.lsp.get_active_clients and vim.lsp.get_active_clients() or vim.lsp.get_clients())
if passed then
  vim.cmd('qall!')
else
  io.stderr:write(tostring(reason) .. '\n')
  vim.cmd('cquit 1')
end
