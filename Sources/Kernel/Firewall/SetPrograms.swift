import Addresses
import Glibc
import Model

/// The program ipset, and the files of blocklists.
struct SetPrograms {
    /// A file that was read, with its state at that time.
    private struct Reading {
        let signature: [Int]
        let text: BlocklistText
    }

    /// The wanted sets, whose files are looked at.
    var wanted: [FirewallSet] = []
    /// Whether the ledger has sets.
    var isNeeded = false
    /// The number of programs that were started to read sets.
    private(set) var started = 0
    private var readings: [String: Reading] = [:]

    /// Where systems install the program, in the order in which it is looked for.
    private static let places = ["/usr/sbin/ipset", "/sbin/ipset", "/usr/local/sbin/ipset"]
    /// The largest file.
    ///
    /// **Unit:** bytes.
    private static let fileLimit = 64 << 20
    /// The set that is filled before it takes the place of another.
    private static let new = "BALLAST.new"

    private var program: String? { Self.places.first { access($0, X_OK) == 0 } }

    /// Reads Ballast's sets and the files of the wanted ones.
    ///
    /// A host without the program has no sets.
    ///
    /// **Errors:** the program fails.
    mutating func observe(into observed: inout Observed) throws(HostFailure) {
        observed.firewallSets = [:]
        guard isNeeded || !wanted.isEmpty else { return }
        for (name, count) in try counts() where name.hasPrefix(FirewallChain.prefix) {
            observed.firewallSets[name] = FirewallSetState(count: count)
        }
        readings = readings.filter { path, _ in wanted.contains { $0.path == path } }
        for set in wanted {
            let text = read(set.path)
            observed.firewallSets[set.name, default: FirewallSetState()].fault = text.fault
            if text.fault == nil {
                observed.firewallSets[set.name]?.file = text.content(set.family)
            }
        }
    }

    /// Returns the number of entries of each set.
    private mutating func counts() throws(HostFailure) -> [String: Int] {
        guard let program else { return [:] }
        started += 1
        let run = try ProgramRun([program, "list", "-terse"], operation: "read the sets")
            .finish(writing: "")
        guard run.status == 0 else {
            throw HostFailure(
                operation: "read the sets of the firewall", reason: run.words.first ?? program)
        }
        var counts: [String: Int] = [:]
        var name = ""
        for line in run.output.split(separator: "\n") {
            if line.hasPrefix("Name: ") {
                name = String(line.dropFirst(6))
            } else if line.hasPrefix("Number of entries: ") {
                counts[name] = Int(line.dropFirst(19)) ?? 0
            }
        }
        return counts
    }

    /// Reads a file again if it has changed.
    private mutating func read(_ path: String) -> BlocklistText {
        var information = stat()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0, fstat(descriptor, &information) == 0 else {
            let reason = KernelRefusal.last.words
            if descriptor >= 0 { close(descriptor) }
            return BlocklistText(unreadable: reason)
        }
        defer { close(descriptor) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            return BlocklistText(unreadable: "it is no file")
        }
        let size = Int(information.st_size)
        guard size <= Self.fileLimit else {
            return BlocklistText(unreadable: "it has more than \(Self.fileLimit >> 20) MiB")
        }
        let signature = [
            Int(information.st_ino), size, information.st_mtim.tv_sec, information.st_mtim.tv_nsec,
            information.st_ctim.tv_sec, information.st_ctim.tv_nsec,
        ]
        if let reading = readings[path], reading.signature == signature { return reading.text }
        var bytes = [UInt8](repeating: 0, count: size)
        var count = 0
        while count < size {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            count += got
        }
        guard count == size else { return BlocklistText(unreadable: "it changes while it is read") }
        let text = BlocklistText(bytes)
        readings[path] = Reading(signature: signature, text: text)
        return text
    }

    /// Fills a set: a new one takes its place at once.
    mutating func fill(
        _ set: FirewallSet, _ content: FirewallSetContent, _ operation: String
    ) throws(HostFailure) {
        let text = read(set.path)
        let networks = content == .none ? [] : text.networks[set.family] ?? []
        guard content == .none || text.fault == nil && text.content(set.family) == content else {
            throw HostFailure(operation: operation, reason: "\(set.path) has changed meanwhile")
        }
        let existing = try counts()
        let family = set.family == .ipv4 ? "inet" : "inet6"
        var lines: [String] = []
        if existing[Self.new] != nil { lines.append("destroy \(Self.new)") }
        let size = max(65_536, networks.count)
        lines.append(
            "create \(Self.new) hash:net family \(family) hashsize \(max(1_024, size / 4))"
                + " maxelem \(size)")
        lines += networks.map { "add \(Self.new) \($0)" }
        if existing[set.name] == nil {
            lines.append("create \(set.name) hash:net family \(family)")
        }
        lines += ["swap \(Self.new) \(set.name)", "destroy \(Self.new)"]
        try run(["restore"], lines.map { $0 + "\n" }.joined(), operation)
    }

    /// Returns whether an address is in each of these sets.
    ///
    /// Sets of another kind, and those that do not exist, are missing.
    func membership(of address: IPAddress, in names: [String]) -> [String: Bool] {
        guard let program else { return [:] }
        var memberships: [String: Bool] = [:]
        for name in names {
            // A program that does not start leaves the question open.
            guard
                let run = try? ProgramRun(
                    [program, "test", name, "\(address)"], operation: "ask a set"
                ).finish(writing: "")
            else { continue }
            if run.status == 0 {
                memberships[name] = true
            } else if run.errors.contains("is NOT in set") {
                memberships[name] = false
            }
        }
        return memberships
    }

    /// Removes a set.
    func destroy(_ name: String, _ operation: String) throws(HostFailure) {
        try run(["destroy", name], "", operation)
    }

    private func run(
        _ words: [String], _ text: String, _ operation: String
    ) throws(HostFailure) {
        guard let program else {
            throw HostFailure(
                operation: operation, reason: "ipset is missing",
                remedy: "install the package ipset")
        }
        let run = try ProgramRun([program] + words, operation: operation).finish(writing: text)
        guard run.status == 0 else {
            throw HostFailure(
                operation: operation,
                reason: "\(program): \(run.words.first ?? "status \(run.status)")")
        }
    }
}
