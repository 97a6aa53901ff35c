import Glibc
import Model

// ballast-bench program SERVICES SERVERS
//
// In an empty network namespace: programs SERVICES x SERVERS from nothing, then looks at all of
// it, then changes one weight with only its service looked at. Prints milliseconds as KEY=VALUE.

func fail(_ sentence: String, status: Int32) -> Never {
    var line = sentence + "\n"
    // Nothing can be done when even this fails.
    _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(status)
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.first == "program", arguments.count >= 3,
    let services = arguments.dropFirst().first.flatMap({ UInt32($0) }),
    let servers = arguments.dropFirst(2).first.flatMap({ UInt32($0) })
else {
    fail("usage: ballast-bench program SERVICES SERVERS", status: 2)
}

if arguments.count == 4 {
    let run = try ProgrammingRun(services: services, servers: servers)
    for _ in 0..<5 { run.planOnly() }
    exit(0)
}

do {
    let run = try ProgrammingRun(services: services, servers: servers)
    print(try run.figures())
} catch {
    fail("ballast-bench: \(error)", status: 1)
}
