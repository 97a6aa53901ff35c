import Files
import Glibc
import Model

/// The contents of generations in the object store.
extension Replica {
    /// Returns the entries of a generation whose contents are not here.
    func lacking(_ manifest: Manifest) -> [Entry] {
        var seen: Set<Digest> = []
        return manifest.entries.filter {
            seen.insert($0.digest).inserted && !store.objects.has($0.digest, size: $0.size)
        }
    }

    /// Stores the contents of entries that are on this disk.
    ///
    /// **Errors:** `HostFailure`: also if a file has changed meanwhile.
    func storeObjects(_ document: Entry, _ files: [Entry]) throws(HostFailure) {
        if let accepted, accepted.digest == document.digest {
            try store.objects.put(accepted.bytes, as: document.digest)
        }
        for entry in files where !store.objects.has(entry.digest, size: entry.size) {
            let path = "\(tree.directory)/\(entry.path)"
            do throws(FileRefusal) {
                let (descriptor, _) = try TrustedFile.named(path, by: site.document).open()
                defer { close(descriptor) }
                let isSame: Bool
                do throws(HostFailure) {
                    isSame = try store.objects.put(copying: descriptor, as: entry.digest)
                } catch {
                    throw FileRefusal(path: path, reason: .system(ENOSPC))
                }
                guard isSame else { throw FileRefusal(path: path, reason: .system(EAGAIN)) }
            } catch {
                throw HostFailure(operation: "store \(path)", reason: "\(error.reason)")
            }
        }
    }

    /// Removes the contents of generations that no longer count.
    func collect(keeping others: [Manifest]) {
        let kept = ([manifest].compactMap(\.self) + others).flatMap(\.entries).map(\.digest)
        store.objects.collect(keeping: Set(kept))
    }
}
