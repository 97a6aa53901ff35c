import Files
import Glibc
import Model
import Testing

@testable import Replication

/// A directory with a document, a state directory, and generations of another node.
final class Receiver {
    let place: Workplace
    let tree: LocalTree
    let store: ReplicationStore
    private let identity: SigningIdentity
    private var number: UInt64 = 0

    static let document = "ballast.yaml"

    init() throws {
        place = try Workplace()
        mkdir(place.path + "/etc", 0o755)
        tree = LocalTree(document: place.path + "/etc/" + Self.document)
        store = ReplicationStore(directory: place.path + "/state/replication")
        identity = try SigningIdentity.make(place.path + "/author.pem", node: "lb1", now: 0)
    }

    /// A generation whose contents are in the store.
    struct Generation {
        var manifest: Manifest
        var record: GenerationRecord

        var expected: [String: Set<Digest>] {
            Dictionary(
                manifest.entries.map { ($0.path, [$0.digest]) }, uniquingKeysWith: { $1 })
        }
    }

    func generation(
        _ document: String, _ files: [String: String], mode: UInt32 = 0o640
    ) throws -> Generation {
        number += 1
        func entry(_ path: String, _ text: String) throws -> Entry {
            let bytes = Array(text.utf8)
            let digest = Digest(of: bytes)
            try store.objects.put(bytes, as: digest)
            return Entry(path: path, mode: mode, size: bytes.count, digest: digest)
        }
        let manifest = Manifest(
            cluster: "", author: "lb1", vector: VersionVector(["lb1": number]), written: 0,
            program: "1", document: try entry("", document),
            files: try files.map { try entry($0.key, $0.value) })
        var record = GenerationRecord(node: "lb2")
        record.key = "lb2#1"
        record.signed = try identity.sign(manifest)
        record.position = Position(contents: manifest.contents, vector: manifest.vector)
        return Generation(manifest: manifest, record: record)
    }

    func activate(
        _ generation: Generation, after former: Generation? = nil, keeping suffix: String? = nil,
        _ reached: @escaping (Activation.Step) throws(ActivationFailure) -> Void = {
            (_) throws(ActivationFailure) in
        }
    ) throws(ActivationFailure) {
        var activation = Activation(tree, store.objects, store)
        activation.reached = reached
        try activation.activate(
            generation.manifest, generation.record, expecting: former?.expected ?? [:],
            keeping: suffix)
    }

    /// The files of the directory: paths and texts.
    var files: [String: String] { files(in: "etc") }

    private func files(in directory: String) -> [String: String] {
        var found: [String: String] = [:]
        for name in place.names(directory) {
            let path = "\(directory)/\(name)"
            var facts = stat()
            lstat("\(place.path)/\(path)", &facts)
            if facts.st_mode & S_IFMT == S_IFDIR {
                found.merge(files(in: path)) { $1 }
            } else {
                found[String(path.dropFirst(4))] = place.text(path)
            }
        }
        return found
    }
}

extension Receiver {
    func generationUnchecked(
        _ document: String, _ files: [String: String]
    ) throws(ActivationFailure) -> Generation {
        do {
            return try generation(document, files)
        } catch {
            throw .host(HostFailure(operation: "make a generation", reason: "\(error)"))
        }
    }
}
