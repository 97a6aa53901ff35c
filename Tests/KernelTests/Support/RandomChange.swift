import Addresses
import Seeds

@testable import Kernel

/// Changes of Ballast's chains by hand, at random.
struct RandomChange {
    /// The variant of iptables.
    let variant: FirewallVariant

    /// A chain of Ballast with its number of rules.
    private struct Chain {
        let table: String
        let name: String
        let count: Int

        /// The chain of the kernel that enters it.
        var entry: String { String(name.dropFirst("BALLAST-".count)) }
    }

    /// Returns the name of the program for a family.
    func program(_ family: AddressFamily) -> String {
        "ip\(family == .ipv4 ? "" : "6")tables\(variant.rawValue)"
    }

    /// Returns all lines that `iptables-save` prints, without counters and comments.
    func lines(_ family: AddressFamily) throws -> [String] {
        let text = try Namespace.run("\(program(family))-save")
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            line.hasPrefix(":") ? String(line.prefix { $0 != "[" }) : String(line)
        }
    }

    /// Returns the lines of other programs.
    func strangers(_ family: AddressFamily) throws -> [String] {
        try lines(family).filter { !$0.contains("BALLAST-") }
    }

    /// Makes a change, and returns its words; nil: the kernel refused it.
    func make(_ family: AddressFamily, using numbers: inout SeededNumbers) throws -> String? {
        let chain = numbers.pick(try chains(family))
        let words = words(for: chain, using: &numbers)
        let commands = words.map { "\(program(family)) -t \(chain.table) \($0)" }
        let command = commands.joined(separator: " && ")
        // A target may be refused in this table.
        return (try? Namespace.run(command)) == nil ? nil : command
    }

    private func chains(_ family: AddressFamily) throws -> [Chain] {
        var chains: [Chain] = []
        var table = ""
        let lines = try lines(family)
        for line in lines {
            if line.hasPrefix("*") { table = String(line.dropFirst()) }
            guard line.hasPrefix(":BALLAST-") else { continue }
            let name = String(line.dropFirst().prefix { $0 != " " })
            let count = lines.count { $0.hasPrefix("-A \(name) ") }
            chains.append(Chain(table: table, name: name, count: count))
        }
        return chains
    }

    private func words(for chain: Chain, using numbers: inout SeededNumbers) -> [String] {
        let name = chain.name
        let place = Int.random(in: 1...max(1, chain.count), using: &numbers)
        let port = Int.random(in: 1...65_535, using: &numbers)
        let rule = numbers.pick([
            "-j RETURN", "-j ACCEPT", "-p tcp --dport \(port) -j RETURN",
            "-p udp --sport \(port) -j ACCEPT", "-m limit --limit 5/min -j LOG",
            "-p tcp --dport \(port) -j DROP", "-m mark --mark \(port)",
            "-m comment --comment 'by hand' -j ACCEPT",
        ])
        let hook = "\(chain.entry) -j \(name)"
        return numbers.pick([
            ["-D \(name) \(place)"], ["-D \(name) \(place)"], ["-I \(name) \(place) \(rule)"],
            ["-I \(name) \(place) \(rule)"], ["-R \(name) \(place) \(rule)"],
            ["-R \(name) \(place) \(rule)"], ["-A \(name) \(rule)"], ["-F \(name)"],
            ["-N BALLAST-\(port)"], ["-N BALLAST-\(port)", "-A BALLAST-\(port) \(rule)"],
            ["-N BALLAST-\(port)", "-A \(name) -j BALLAST-\(port)"],
            ["-E \(name) BALLAST-\(port)"], ["-D \(hook)"], ["-A \(hook)"], ["-I \(hook)"],
            ["-D \(hook)", "-A \(hook)"], ["-D \(hook)", "-F \(name)", "-X \(name)"],
        ])
    }
}
