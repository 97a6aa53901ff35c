import Foundation
import Model
import Testing

@testable import Files

@Suite("Files and programs that are trusted")
struct TrustTests {
    private static let stranger: uid_t = 4711
    private static let owner: uid_t = 4712
    private static let users = TrustedUsers(ids: [0, geteuid(), owner])

    private static func text(_ path: String) -> Result<String, FileRefusal> {
        let file = TrustedFile(path: path, trusting: users)
        do throws(FileRefusal) {
            return .success(try file.text(limit: 16))
        } catch {
            return .failure(error)
        }
    }

    private static func reason(_ path: String) -> FileRefusal.Reason? {
        if case .failure(let refusal) = text(path) { refusal.reason } else { nil }
    }

    @Test("a file of root or the document's owner is read, by links where only those can make them")
    func good() throws {
        let folder = try Folder()
        try folder.write("page", to: "page.html")
        let page = "\(folder.path)/page.html"
        #expect(Self.text(page) == .success("page"))
        mkdir("\(folder.path)/live", 0o755)
        symlink("../page.html", "\(folder.path)/live/relative")
        symlink(page, "\(folder.path)/live/absolute")
        symlink("live", "\(folder.path)/current")
        for name in ["live/relative", "live/absolute", "current/relative", "./live/../page.html"] {
            #expect(Self.text("\(folder.path)/\(name)") == .success("page"), "\(name)")
        }
        guard geteuid() == 0 else { return }
        chown(page, Self.owner, 0)
        #expect(Self.text(page) == .success("page"))
        #expect(
            TrustedUsers(ownerOf: page).ids.contains(Self.owner)
                && !TrustedUsers(ownerOf: "/nowhere").ids.contains(Self.owner))
    }

    @Test("what is no regular file, too large, no text or not there is refused and not waited for")
    func kinds() throws {
        let folder = try Folder()
        mkfifo("\(folder.path)/pipe", 0o600)
        try folder.write(String(repeating: "x", count: 17), to: "large")
        try Data([0x70, 0xff]).write(to: URL(filePath: "\(folder.path)/bytes"))
        symlink("loop", "\(folder.path)/loop")
        #expect(Self.reason("\(folder.path)/pipe") == .notRegular)
        #expect(Self.reason(folder.path) == .notRegular)
        #expect(Self.reason("/dev/zero") == .notRegular)
        #expect(Self.reason("\(folder.path)/large") == .tooLarge(16))
        #expect(Self.reason("\(folder.path)/bytes") == .notText)
        #expect(Self.reason("\(folder.path)/none") == .system(ENOENT))
        #expect(Self.reason("\(folder.path)/large/none") == .system(ENOTDIR))
        #expect(Self.reason("\(folder.path)/loop") == .system(ELOOP))
    }

    @Test(
        "whoever may write a directory can't have another file read", .enabled(if: geteuid() == 0))
    func links() throws {
        let folder = try Folder()
        try folder.write("secret", to: "shadow")
        let secret = "\(folder.path)/shadow"
        let web = "\(folder.path)/web"
        mkdir(web, 0o755)
        try folder.write("page", to: "web/page.html")
        symlink(secret, "\(web)/link")
        link(secret, "\(web)/hard")
        mkdir("\(folder.path)/other", 0o755)
        try folder.write("other", to: "other/page.html")
        symlink("\(folder.path)/other", "\(web)/folder")
        let places: [(uid_t, mode_t)] = [
            (Self.stranger, 0o755), (0, 0o777), (0, 0o775),
        ]
        for (user, mode) in places {
            chown(web, user, 0)
            chmod(web, mode)
            #expect(Self.reason("\(web)/link") == .link("\(web)/link"), "\(user) \(mode)")
            #expect(Self.reason("\(web)/folder/page.html") == .link("\(web)/folder"))
            #expect(Self.reason("\(web)/hard") == .otherName)
            #expect(Self.text("\(web)/page.html") == .success("page"))
        }
        // In a sticky directory only the link's owner can replace it.
        chown(web, 0, 0)
        chmod(web, 0o1777)
        #expect(Self.text("\(web)/link") == .success("secret"))
        lchown("\(web)/link", Self.stranger, 0)
        #expect(Self.reason("\(web)/link") == .link("\(web)/link"))
        lchown("\(web)/link", 0, 0)
        chown("\(web)/page.html", Self.stranger, 0)
        #expect(Self.reason("\(web)/page.html") == .owner(Self.stranger))
        chown(web, Self.owner, 0)
        chmod(web, 0o755)
        #expect(Self.text("\(web)/link") == .success("secret"), "the document's owner may")
    }

    @Test("a program is run only where nobody else may change it", .enabled(if: geteuid() == 0))
    func programs() throws {
        let folder = try Folder()
        let path = "\(folder.path)/bin/check"
        mkdir("\(folder.path)/bin", 0o755)
        try folder.write("#!/bin/sh\n", to: "bin/check")
        func reason(_ path: String) -> FileRefusal.Reason? {
            TrustedProgram(path: path).refusal?.reason
        }
        chmod(path, 0o644)
        #expect(reason(path) == .notExecutable)
        chmod(path, 0o755)
        #expect(reason(path) == nil, "below /tmp, which has a sticky bit")
        #expect(reason("/bin/sh") == nil, "by links of the system")
        for mode: mode_t in [0o777, 0o775] {
            chmod(path, mode)
            #expect(reason(path) == .writable(path))
        }
        chmod(path, 0o755)
        chown(path, Self.stranger, 0)
        #expect(reason(path) == .owner(Self.stranger))
        chown(path, 0, 0)
        for (user, mode) in [(Self.stranger, 0o755), (0, 0o777), (0, 0o775)] as [(uid_t, mode_t)] {
            chown("\(folder.path)/bin", user, 0)
            chmod("\(folder.path)/bin", mode)
            #expect(reason(path) == .writable("\(folder.path)/bin"))
        }
        #expect(reason("\(folder.path)/none") == .system(ENOENT))
        #expect(reason(folder.path) == .notRegular)
    }
}
