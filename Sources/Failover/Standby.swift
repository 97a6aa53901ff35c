import Files
import Glibc
import Model

/// The groups whose role the operator keeps from this node; it survives restarts and reboots.
struct Standby {
    private let store: JSONStore<Contents>
    /// The contents; nil: the file can't be read, and the election is left as it is.
    private(set) var contents: Contents?
    /// The failure of the file; nil: none.
    private(set) var failure: HostFailure?
    /// The contents of the file; nil: unknown.
    private var stored: Contents?

    /// The contents of the file.
    struct Contents: Codable, Equatable {
        /// Whether it concerns every group, later ones too.
        var isWhole = false
        /// The groups, by name.
        var groups: Set<String> = []

        /// Whether it concerns a group.
        func contains(_ group: String) -> Bool { isWhole || groups.contains(group) }
    }

    /// Reads the file of the state directory.
    init(directory: String) {
        store = JSONStore("standby", in: directory, title: "standby of this node")
        do throws(HostFailure) {
            contents =
                try store.load(
                    remedy: "the roles stay as they are",
                    loss: "order it again: ballast standby") ?? Contents()
            stored = contents
        } catch {
            failure = error
        }
    }

    /// Adds a group; nil: every group.
    mutating func add(_ group: String?) {
        var contents = contents ?? Contents()
        if let group { contents.groups.insert(group) } else { contents = Contents(isWhole: true) }
        save(contents)
    }

    /// Removes a group; nil: every group.
    ///
    /// - Parameter all: the names of all groups.
    mutating func remove(_ group: String?, of all: [String]) {
        var contents = contents ?? Contents()
        if let group {
            if contents.isWhole { contents = Contents(groups: Set(all)) }
            contents.groups.remove(group)
        } else {
            contents = Contents()
        }
        save(contents)
    }

    /// Writes the file again after it was removed, for example with the whole directory.
    mutating func restore() {
        guard let contents, contents != Contents(), failure == nil, access(store.path, F_OK) != 0,
            errno == ENOENT
        else { return }
        stored = nil
        save(contents)
    }

    private mutating func save(_ contents: Contents) {
        guard contents != self.contents || contents != stored || failure != nil else { return }
        self.contents = contents
        do throws(HostFailure) {
            try store.save(contents)
            stored = contents
            failure = nil
        } catch {
            // Nothing is lost if the file has these contents already.
            failure = contents == stored ? nil : error
        }
    }
}
