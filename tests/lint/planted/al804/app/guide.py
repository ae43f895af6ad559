from dataclasses import dataclass


class Posts:
    async def get(self, number):
        return f"spot {number}"

    def slug(self):
        return "spot"


@dataclass
class Guide:
    posts: Posts
    others: Posts

    async def title(self, number):
        return await self.posts.get(number)

    def slug(self):
        return self.posts.slug()


async def shown(store, number):
    return await store.get(number)
