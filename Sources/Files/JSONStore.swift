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
    ///   - setsAside: whether a damaged file is set aside; otherwise it stays, and each load fails,
    ///     for files whose absence has a meaning.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, is of a later program, or is damaged.
    public func load(
        remedy: String, loss: String? = nil, setsAside: Bool = true
    ) throws(HostFailure) -> Contents? {
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
            guard setsAside else { throw failure("it is damaged: \(Self.words(error))", remedy) }
            throw damaged(loss ?? remedy)
        }
    }

    /// Returns the reason why a file can't be decoded, with its place: `users[2].name: no name`.
    private static func words(_ error: any Error) -> String {
        let context: DecodingError.Context? =
            switch error as? DecodingError {
            case .dataCorrupted(let context), .keyNotFound(_, let context),
                .typeMismatch(_, let context), .valueNotFound(_, let context):
                context
            default: nil
            }
        guard let context else { return "it is not JSON of this form" }
        var place = ""
        for key in context.codingPath {
            place += key.intValue.map { "[\($0)]" } ?? (place.isEmpty ? "" : ".") + key.stringValue
        }
        return (place.isEmpty ? "" : place + ": ") + context.debugDescription.clean
    }

    /// Replaces the file atomically, and returns its size.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    @discardableResult
    public func save(_ contents: Contents) throws(HostFailure) -> Int {
        try save(contents, lists: [])
    }

    /// Replaces the file atomically by an object with long lists, and returns its size.
    ///
    /// The lists are encoded in portions while the file is written, so that the memory for it does
    /// not depend on their length.
    ///
    /// - Parameters:
    ///   - head: the other members of the object.
    ///   - lists: members with names that the head does not have.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
    @discardableResult
    public func save(_ head: some Encodable, lists: [JSONList]) throws(HostFailure) -> Int {
        try OwnDirectory(path: directory).make()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func encoded(_ make: () throws -> Data) throws(HostFailure) -> [UInt8] {
            do {
                return Array(try make())
            } catch {
                throw HostFailure(operation: "save the \(title) \(path)", reason: "\(error)")
            }
        }
        let object = try encoded { try encoder.encode(Versioned(contents: head)) }
        var size = 0
        try writeAtomically(to: path) { write throws(HostFailure) in
            func put(_ bytes: [UInt8]) throws(HostFailure) {
                size += bytes.count
                try write(bytes)
            }
            guard !lists.isEmpty else { return try put(object) }
            // The version makes a head without members an object with one.
            try put(Array(object.dropLast()))
            for list in lists {
                try put(Array(",\"\(list.name)\":[".utf8))
                for place in stride(from: 0, to: list.count, by: JSONList.portion) {
                    let end = min(place + JSONList.portion, list.count)
                    let part = try encoded { try list.encode(place..<end, encoder) }
                    if place > 0 { try put([UInt8(ascii: ",")]) }
                    try put(Array(part.dropFirst().dropLast()))
                }
                try put([UInt8(ascii: "]")])
            }
            try put([UInt8(ascii: "}")])
        }
        return size
    }

    private func failure(_ reason: String, _ remedy: String) -> HostFailure {
        HostFailure(operation: "read the \(title) \(path)", reason: reason, remedy: remedy)
    }

    /// When a damaged file was set aside last, in milliseconds since 1970; nil: none was.
    public var latestDamage: Int64? {
        (names(in: directory) ?? []).compactMap { file in
            guard file.hasPrefix(asidePrefix), file.hasSuffix(".json") else { return nil }
            return Int64(file.dropFirst(asidePrefix.count).dropLast(5))
        }.max()
    }

    /// The damaged file that was set aside last; nil: none was, or it was removed.
    public var latestAside: String? {
        latestDamage.map { "\(directory)/\(asidePrefix)\($0).json" }
    }

    private var asidePrefix: String { "\(name)-damaged-" }

    private func damaged(_ loss: String) -> HostFailure {
        let aside = "\(directory)/\(asidePrefix)\(wallClock()).json"
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
private struct Versioned<Contents> {
    let contents: Contents

    enum Key: CodingKey {
        case version
    }

    init(contents: Contents) {
        self.contents = contents
    }
}

extension Versioned: Decodable where Contents: Decodable {
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
}

extension Versioned: Encodable where Contents: Encodable {
    func encode(to encoder: any Encoder) throws {
        try contents.encode(to: encoder)
        var keys = encoder.container(keyedBy: Key.self)
        try keys.encode(formVersion, forKey: .version)
    }
}
