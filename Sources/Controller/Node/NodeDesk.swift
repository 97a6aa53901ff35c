import Files
import Model
import Pages

/// The packages and the power of this node.
struct NodeDesk: Sendable {
    /// The program that lists versions of packages.
    var versions = BoundedProgram(path: "/usr/bin/apt-cache")
    /// The program that ends the system.
    var power = BoundedProgram(path: "/usr/bin/systemctl", limit: .seconds(20))
    /// The latest answer, because the question takes a second.
    private let answers = SharedResults<String, [PagePackage]>(for: .seconds(600), limit: 1)

    /// The packages of the product.
    private static let names = ["ballast", "haproxy"]

    /// Returns the packages with their newest versions, up to ten minutes old.
    ///
    /// **Errors:** `HostFailure`: the system has no `apt-cache`, or it fails.
    func newest() async throws -> [PagePackage] {
        let program = versions
        return try await answers.value(of: "") {
            guard isThere(program.path) else {
                throw HostFailure(
                    operation: "look for newer versions", reason: "\(program.path) is not there")
            }
            return Self.packages(in: try await program.run(["policy"] + Self.names))
        }
    }

    /// Parses the output of `apt-cache policy`.
    ///
    /// **Shape:** one for each name, in their order; one that no repository knows has no version.
    static func packages(in text: String) -> [PagePackage] {
        var versions: [String: [String: String]] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            if line.first != " ", line.last == ":" {
                name = String(line.dropLast())
                continue
            }
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0] == "Installed:" || words[0] == "Candidate:" else {
                continue
            }
            versions[name, default: [:]][String(words[0])] = String(words[1].prefix(100)).clean
        }
        func version(_ name: String, _ word: String) -> String? {
            versions[name]?[word].flatMap { $0 == "(none)" ? nil : $0 }
        }
        return names.map {
            PagePackage(
                $0, installed: version($0, "Installed:"), candidate: version($0, "Candidate:"))
        }
    }

    /// Ends the system; the service manager stops Ballast as always.
    ///
    /// **Errors:** `HostFailure`: the service manager refuses.
    func end(_ action: PagePower) async throws {
        let word =
            switch action {
            case .restart: "reboot"
            case .halt: "poweroff"
            }
        _ = try await power.run([word])
    }
}
