-- Posts a Messages request. Arguments: "miss" (a new nonce in each request) or "hit" (always the
-- same), and the file of the body, which holds a nonce of 16 digits.

local NONCE = "0000000000000000"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local content = file:read("*a")
  file:close()
  return content
end

function init(args)
  local body = read(args[2])
  local first, last = assert(body:find(NONCE, 1, true))
  local head = table.concat({
    "POST " .. wrk.path .. " HTTP/1.1",
    "Host: " .. wrk.headers["Host"],
    "Content-Type: application/json",
    "Content-Length: " .. #body,
    "Accept: application/json",
    "anthropic-version: 2023-06-01",
    "x-api-key: benchmark",
    "User-Agent: wrk",
    "", "",
  }, "\r\n")
  local whole = head .. body
  if args[1] == "hit" then
    request = function() return whole end
    return
  end
  local before = head .. body:sub(1, first - 1)
  local after = body:sub(last + 1)
  -- No two runs, and no two requests of one, have the same.
  local nonce = (os.time() % 1000000) * 10000000000
  request = function()
    nonce = nonce + 1
    return before .. string.format("%016.0f", nonce) .. after
  end
end
