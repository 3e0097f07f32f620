-- SPDX-License-Identifier: MIT
-- For wrk: POST /v1/check of the plans in the file that PLANS names, one a line, in turn.
local plans, at = {}, 0
for line in io.lines(os.getenv("PLANS")) do
    plans[#plans + 1] = line
end
wrk.method = "POST"
wrk.path = "/v1/check"
wrk.headers["Content-Type"] = "application/json"

function request()
    at = at % #plans + 1
    return wrk.format(nil, nil, nil, plans[at])
end
