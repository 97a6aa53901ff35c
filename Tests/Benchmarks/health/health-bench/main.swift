/// Measures the checks: what one costs, whether they keep their period, how soon a dead server is
/// found.
let words = CommandLine.arguments.dropFirst()
let numbers = words.dropFirst().compactMap { Double($0) }
switch (words.first, numbers.count) {
case ("connect"?, 4), ("http"?, 4):
    try await measureCost(of: Load(words.first == "http", numbers))
case ("judged-connect"?, 4), ("judged-http"?, 4):
    try await measureJudgedCost(of: Load(words.first == "judged-http", numbers))
case ("period"?, 4):
    try await measurePeriod(of: Load(false, numbers))
case ("kills"?, 1):
    try await measureKills(of: Int(numbers[0]))
case ("follow"?, 2):
    try await measureFollow(services: Int(numbers[0]), servers: Int(numbers[1]))
default:
    print(
        """
        health-bench connect|http SERVERS PORT INTERVAL SECONDS         the loop of the probes
        health-bench judged-connect|judged-http SERVERS PORT INTERVAL SECONDS   and the verdicts
        health-bench period SERVERS PORT INTERVAL SECONDS
        health-bench kills SERVERS
        health-bench follow SERVICES SERVERS
        """)
}
