import Addresses
import Glibc
import Model

/// HAProxy's message about a failed bind, with the line of the file and the conflicting program.
///
/// Before a reload only the listeners of the document are tested; those of raw lines are not.
struct BindRefusal {
    /// The message, with the line and the program if known.
    let words: String

    /// - Parameters:
    ///   - words: HAProxy's message.
    ///   - text: the configuration that failed to load.
    ///   - file: the path of that configuration.
    init(_ words: String, of text: String, at file: String) {
        guard words.contains("cannot bind") else {
            self.words = words
            return
        }
        let listeners = Listeners()
        let lines = words.split(separator: "\n").map { line -> String in
            guard line.contains("cannot bind"), let endpoint = Self.endpoint(in: line),
                let (number, bind) = Self.bind(to: endpoint, in: text)
            else { return String(line) }
            let inodes = Set(listeners.entries(overlapping: endpoint).map(\.inode))
            let holder = Listeners.holder(of: inodes, except: "haproxy")
            let cause = holder.map { "\($0) listens there" } ?? "another program listens there"
            // The form of HAProxy's own complaints, whose places are mapped to the document.
            return "[ALERT]    (0) : config : [\(file):\(number)] : `\(bind)` fails, because "
                + "\(cause); stop it, or change the line"
        }
        self.words = lines.joined(separator: "\n")
    }

    /// Returns the endpoint of `Starting frontend f: cannot bind socket (Address already in use)
    /// [127.0.0.1:80]`.
    private static func endpoint(in line: Substring) -> Endpoint? {
        guard let start = line.lastIndex(of: "["), let end = line.lastIndex(of: "]"), start < end
        else { return nil }
        let place = line[line.index(after: start)..<end]
        guard let colon = place.lastIndex(of: ":"),
            let port = UInt16(place[place.index(after: colon)...]),
            let address = IPAddress(String(place[..<colon]))
        else { return nil }
        return Endpoint(address, port: port)
    }

    /// Returns the line that binds to the endpoint, with its number, from 1.
    private static func bind(to endpoint: Endpoint, in text: String) -> (Int, String)? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let binds = lines.enumerated().compactMap { position, line -> (Int, [String])? in
            let words = ServerLine.words(line)
            return words.first == "bind" && words.count > 1 ? (position + 1, words) : nil
        }
        let places = ["\(endpoint)", "\(endpoint.address):\(endpoint.port)"]
        let any = [":\(endpoint.port)", "*:\(endpoint.port)", ":::\(endpoint.port)"]
        for wanted in [places, any] {
            for (number, words) in binds
            where ServerLine.bare(words[1]).split(separator: ",").contains(where: { place in
                wanted.contains(String(place))
            }) {
                return (number, words.prefix(2).joined(separator: " "))
            }
        }
        return nil
    }
}
