"""REST for administrators. For everybody else nothing here exists: each route answers 404."""

from fastapi import APIRouter, Depends

from chatapp.api.admin import categories, people, records, rooms
from chatapp.api.dependencies import require_administrator

router = APIRouter(prefix="/admin", tags=["administration"], dependencies=[Depends(require_administrator)])
for module in (people, rooms, records, categories):
    router.include_router(module.router)
