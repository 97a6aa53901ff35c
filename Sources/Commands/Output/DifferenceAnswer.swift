import Model
import Replication

/// The differences to a node as programs read them: `ballast peer diff --json`.
struct DifferenceAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    let node: String
    let failure: String?
    let isConnected: Bool
    /// Milliseconds since 1970.
    let heard: Int64?
    let here: ReplicationStatus.Generation?
    let there: ReplicationStatus.Generation?
    let files: [PeerDifference.File]
    /// The lines of the document that differ, as `diff -u` prints them.
    let document: [String]
    let documentFailure: String?

    init(_ difference: PeerDifference) {
        node = difference.node
        failure = difference.failure
        isConnected = difference.isConnected
        heard = difference.heard
        here = difference.here
        there = difference.there
        files = difference.files
        document =
            difference.document.map { UnifiedDiff(from: $0.here, to: $0.there).lines } ?? []
        documentFailure = difference.documentFailure
    }

    /// The differences as text.
    func lines(_ layout: Layout) -> [String] {
        var lines: [String] = []
        if !isConnected {
            lines.append(
                "\(node) is not connected: this is its configuration of "
                    + (heard.map { "\(layout.age($0)) ago" } ?? "before"))
        }
        guard !files.isEmpty else { return lines + ["\(node) has the same configuration"] }
        lines += columns(
            [["", "GENERATION", "FILES", "AUTHOR", "WRITTEN"]]
                + [("here", here), (node, there)].compactMap { name, generation in
                    generation.map {
                        [
                            name, "\($0.number)", $0.id, $0.author, "\(layout.age($0.written)) ago",
                        ]
                    }
                })
        lines +=
            [""]
            + columns(
                [["FILE", "HERE", node]]
                    + files.map { [$0.path.clean, Self.words($0.here), Self.words($0.there)] })
        if let documentFailure { lines += ["", documentFailure] }
        guard !document.isEmpty else { return lines }
        return lines + ["", "--- here", "+++ \(node)"] + document.map(\.clean)
    }

    private static func words(_ contents: PeerDifference.Contents?) -> String {
        guard let contents else { return "absent" }
        let mode = String(contents.mode, radix: 8)
        return "\(contents.size) bytes, \(mode), \(contents.digest.prefix(12))"
    }

    /// The form of `ballast peer diff --json`.
    static let shape = RecordShape(
        "difference", "The output of ballast peer diff --json.",
        [
            .version(1),
            .required("node", .text, "The name of the other node."),
            .optional("failure", .text, "Why nothing is compared; absent: the rest is valid."),
            .required("isConnected", .flag, "Whether there is a connection to it."),
            .optional(
                "heard", .integer,
                "The time of its last message, in milliseconds since 1970; absent: none since the "
                    + "controller started."),
            .optional(
                "here", .record(ReplicationStatus.Generation.shape),
                "The generation in force here."),
            .optional(
                "there", .record(ReplicationStatus.Generation.shape),
                "The last generation that the node has sent."),
            .required(
                "files", .list(.record(PeerDifference.File.shape)), "Files that differ, by path."),
            .required(
                "document", .list(.text),
                "Lines of the document that differ, as diff -u prints them without its head."),
            .optional(
                "documentFailure", .text, "Why documents that differ are not compared."),
        ])
}

extension PeerDifference.File {
    /// The form of a file that differs.
    static let shape = RecordShape(
        "differingFile", "A file that differs between two nodes.",
        [
            .required(
                "path", .text, "The path below the directory of the document, which has its name."),
            .optional("here", .record(PeerDifference.Contents.shape), "Absent: not here."),
            .optional("there", .record(PeerDifference.Contents.shape), "Absent: not there."),
        ])
}

extension PeerDifference.Contents {
    /// The form of the contents of a file.
    static let shape = RecordShape(
        "contents", "The contents of a file.",
        [
            .required("mode", .count, "The permissions."),
            .required("size", .count, "The number of bytes."),
            .required("digest", .matching("^[0-9a-f]{64}$"), "SHA-256."),
        ])
}
