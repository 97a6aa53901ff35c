import Files
import Model

/// The services without quorum, in `quorums.json` in the state directory.
///
/// A service whose weight is between the two limits of its quorum keeps its state over a restart.
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

    /// Creates a store in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore("quorums", in: directory)
    }

    /// Returns the saved services; empty without a file.
    ///
    /// **Errors:** `HostFailure` if the file can't be read.
    func load() throws -> Set<ServiceKey> {
        let contents = try store.load(
            remedy: "a service between its two marks counts as having its quorum")
        return Set(contents?.lost ?? [])
    }

    /// Replaces the file atomically.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    @Sendable
    func save(_ lost: Set<ServiceKey>) throws {
        try store.save(Contents(lost: lost.sorted()))
    }
}
