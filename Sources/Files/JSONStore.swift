import FoundationEssentials
import Glibc
import Model

/// A value as a JSON file of the state directory, `NAME.json`, which is replaced as a whole.
///
/// Only a regular file of root or of this process's user is read, which no other user can write,
/// and only up to a limit. A damaged file is set aside, so that nothing of it is lost. Each file
/// has the version of its form; an earlier program's has none.
public struct JSONStore<Contents: Codable>: Sendable {
    /// The path of the file.
    public let path: String
    private let name: String
    private let title: String
    private let directory: String
    private let limit: Int

    /// Creates a store in this directory, which is created at the first save.
    ///
    /// - Parameters:
    ///   - name: the name of the file without `.json`.
    ///   - title: the contents in messages; nil: the name.
    ///   - limit: the most bytes that are read.
    public init(
        _ name: String, in directory: String, title: String? = nil, limit: Int = 16 << 20
    ) {
        self.name = name
        self.title = title ?? name
        self.directory = directory
        self.limit = limit
        path = "\(directory)/\(name).json"
    }

    /// Returns the saved value; nil: there is no file.
    ///
    /// - Parameters:
    ///   - remedy: the consequence of an unreadable file, for the failure.
    ///   - loss: the consequence of a damaged file; nil: the same.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, is of a later program, or was damaged and
    /// is set aside.
    public func load(remedy: String, loss: String? = nil) throws(HostFailure) -> Contents? {
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try TrustedFile(path: path, trusting: .own, isStrict: true).read(limit: limit)
        } catch {
            if error.reason == .system(ENOENT) { return nil }
            throw failure("\(error.reason)", remedy)
        }
        do {
            return try JSONDecoder().decode(Versioned<Contents>.self, from: Data(bytes)).contents
        } catch let later as LaterForm {
            throw failure("\(later)", remedy)
        } catch {
            throw damaged(loss ?? remedy)
        }
    }

    /// Replaces the file atomically, and returns its size.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    @discardableResult
    public func save(_ contents: Contents) throws(HostFailure) -> Int {
        try OwnDirectory(path: directory).make()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes: [UInt8]
        do {
            bytes = Array(try encoder.encode(Versioned(contents: contents)))
        } catch {
            throw HostFailure(operation: "save the \(title) \(path)", reason: "\(error)")
        }
        try writeAtomically(bytes, to: path)
        return bytes.count
    }

    private func failure(_ reason: String, _ remedy: String) -> HostFailure {
        HostFailure(operation: "read the \(title) \(path)", reason: reason, remedy: remedy)
    }

    private func damaged(_ loss: String) -> HostFailure {
        let aside = "\(directory)/\(name)-damaged-\(wallClock()).json"
        guard rename(path, aside) == 0 else {
            return failure("it is damaged; it can't be moved: \(SystemError.last)", loss)
        }
        return failure("it is damaged", "it is kept as \(aside); \(loss)")
    }
}

/// The version of the form that this program writes.
private let formVersion = 1

/// A file that a later program wrote in a form that this one does not know.
private struct LaterForm: Error, CustomStringConvertible {
    let version: Int

    var description: String {
        "a later program wrote it: version \(version), and this one reads \(formVersion)"
    }
}

/// Contents with the version of their form beside their own keys.
private struct Versioned<Contents: Codable>: Codable {
    let contents: Contents

    private enum Key: CodingKey {
        case version
    }

    init(contents: Contents) {
        self.contents = contents
    }

    init(from decoder: any Decoder) throws {
        // An earlier program's file has no version, and may be a list.
        let keys = try? decoder.container(keyedBy: Key.self)
        if let version = try keys?.decodeIfPresent(Int.self, forKey: .version),
            version > formVersion
        {
            throw LaterForm(version: version)
        }
        contents = try Contents(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try contents.encode(to: encoder)
        var keys = encoder.container(keyedBy: Key.self)
        try keys.encode(formVersion, forKey: .version)
    }
}
