import Files
import Model

/// Which services have lost their quorum, as a file: `quorums.json` in the state directory.
///
/// Between its two marks a service stays what it was, over a restart too.
struct FileQuorums: Sendable {
    private let store: JSONStore<Contents>

    /// The file's form.
    private struct Contents: Codable {
        var lost: [ServiceKey]

        init(lost: [ServiceKey]) {
            self.lost = lost
        }

        private enum CodingKeys: CodingKey {
            case lost
        }

        init(from decoder: any Decoder) throws {
            // An older version's file is the list itself.
            if let list = try? [ServiceKey](from: decoder) {
                lost = list
            } else {
                lost = try decoder.container(keyedBy: CodingKeys.self)
                    .decode([ServiceKey].self, forKey: .lost)
            }
        }
    }

    /// The file in this directory, which is made when something is saved.
    init(directory: String) {
        store = JSONStore("quorums", in: directory)
    }

    /// What was saved last; none where there is no file.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load() throws -> Set<ServiceKey> {
        let contents = try store.load(
            remedy: "a service between its two marks counts as having its quorum")
        return Set(contents?.lost ?? [])
    }

    /// Replaces the file, all or nothing.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    @Sendable
    func save(_ lost: Set<ServiceKey>) throws {
        try store.save(Contents(lost: lost.sorted()))
    }
}
