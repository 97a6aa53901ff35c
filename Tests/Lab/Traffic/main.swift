import Addresses
import Glibc
import LabSupport

let usage = """
    usage: lab-traffic serve                      real servers on web1, web2, web3, TCP and UDP 80
           lab-traffic send COUNT ADDRESS:PORT    requests from the client, and who answered
           lab-traffic load ADDRESS:PORT          100 requests a second until the input ends; each
                                                  line of input prints the lost ones since the last
    """

func run(_ words: [String]) throws -> Int32 {
    switch (words.first, words.count) {
    case ("serve", 1):
        let servers = try Servers(standardPlaces)
        print("serving")
        fflush(nil)
        withExtendedLifetime(servers) { while true { pause() } }
    case ("send", 3):
        guard let count = Int(words[1]), let endpoint = Endpoint(words[2]) else { break }
        let sources = (0..<count).map { Client.address($0, family: endpoint.address.family) }
        let tally = Client().tally(count, to: endpoint, from: sources)
        print(tally)
        return tally.failed == 0 ? 0 : 1
    case ("load", 2):
        guard let endpoint = Endpoint(words[1]) else { break }
        try Load(to: endpoint).run(until: STDIN_FILENO) { report in
            print(report)
            fflush(nil)
        }
        return 0
    default:
        break
    }
    complain(usage)
    return 2
}

func complain(_ text: String) {
    var line = text + "\n"
    _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

do {
    exit(try run(Array(CommandLine.arguments.dropFirst())))
} catch {
    complain("lab-traffic: \(error)")
    exit(1)
}
